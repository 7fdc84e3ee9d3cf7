import { setTimeout as wait } from 'node:timers/promises';

import type { Fault } from '../run';
import type { Stage } from '../stage';

/** Time for some deliveries to be under way when the strike comes. */
const underWayMs = 500;

/** The trigger polls every minute. */
const batchWithinMs = 90_000;

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

export const batchKilled: Fault = {
	name: 'n8n killed (kill -9) while a batch from the poll runs',
	async strike(stage, expected) {
		await wait(underWayMs);
		const uids = expected.flatMap((booking) => booking.uids);
		// As a replay does.
		await stage.rows(
			`UPDATE webhook_events SET status = 'failed', attempts = 0, next_attempt_at = UTC_TIMESTAMP(3)
				WHERE status = 'processed' AND external_id IN (?)`,
			[uids],
		);
		const underWay = async () => {
			const [row] = await stage.rows(
				"SELECT COUNT(*) AS n FROM webhook_events WHERE status = 'processing' AND attempts = 1 AND external_id IN (?)",
				[uids],
			);
			return Number(row?.['n']);
		};
		const deadline = Date.now() + batchWithinMs;
		while ((await underWay()) === 0) {
			if (Date.now() > deadline) throw new Error('No batch was claimed.');
			await wait(10);
		}
		await stage.killN8n();
		const left = await underWay();
		await stage.startN8n();
		if (left === 0) throw new Error('The batch had ended before n8n was killed.');
		return `${left} events of the batch were claimed and not finished`;
	},
};

export const sharedKilled: Fault = {
	name: 'n8n killed (kill -9) while an execution is shared',
	prepare: async (stage) => await stage.restartWithTrigger({ shareExecutions: true }),
	async strike(stage, expected) {
		const uids = expected.flatMap((booking) => booking.uids);
		// Holds the executions in their second step.
		const holder = await stage.connect();
		await holder.query('LOCK TABLES activities WRITE');
		const unfinished = async () => await unfinishedOfOneExecution(stage, uids);
		const deadline = Date.now() + batchWithinMs;
		while ((await unfinished()) < 2) {
			if (Date.now() > deadline) throw new Error('No execution was shared.');
			await wait(10);
		}
		await stage.killN8n();
		const left = await unfinished();
		holder.destroy();
		await stage.startN8n();
		return `${left} events of one execution were not finished`;
	},
	afterwards: async (stage) => {
		await stage.restartWithTrigger({});
		return 'and n8n was restarted without the setting';
	},
};

/** Of the execution that works on the most events: how many it has not finished. */
async function unfinishedOfOneExecution(stage: Stage, uids: readonly string[]): Promise<number> {
	const [row] = await stage.rows(
		`SELECT COUNT(*) AS n FROM webhook_events WHERE status = 'received' AND execution_id IS NOT NULL
			AND external_id IN (?) GROUP BY execution_id ORDER BY n DESC LIMIT 1`,
		[uids],
	);
	return Number(row?.['n'] ?? 0);
}
