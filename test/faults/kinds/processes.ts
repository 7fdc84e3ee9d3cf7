import { setTimeout as wait } from 'node:timers/promises';

import type { Fault } from '../run';

/** Time for some deliveries to be under way when the strike comes. */
const underWayMs = 500;

export const databaseKilled: Fault = {
	name: 'database killed (kill -9), started again',
	async strike(stage) {
		await wait(underWayMs);
		await stage.killDatabase();
		await wait(3_000);
		await stage.startDatabase();
		return 'the server was gone for 3 s and made its crash recovery';
	},
};

export const databaseStopped: Fault = {
	name: 'database stopped for 60 s',
	async strike(stage) {
		await wait(underWayMs);
		await stage.stopDatabase();
		await wait(60_000);
		await stage.startDatabase();
		return 'nobody answered for 60 s';
	},
};

export const n8nKilled: Fault = {
	name: 'n8n killed (kill -9), started again',
	async strike(stage) {
		await wait(underWayMs);
		await stage.killN8n();
		await stage.startN8n();
		const [row] = await stage.rows(
			"SELECT COUNT(*) AS n FROM webhook_events WHERE status = 'received'",
		);
		return `${Number(row?.['n'])} events were recorded and not finished`;
	},
};
