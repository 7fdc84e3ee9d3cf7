import { setTimeout as wait } from 'node:timers/promises';

import type { Fault } from '../faults/run';
import type { QueueStage } from './queueStage';

/** Time for some deliveries to be under way when the strike comes. */
const underWayMs = 500;

/** What a machine that dies, and a restart, do to n8n in queue mode. */
export const everythingBreaks: Fault<QueueStage> = {
	name: 'a worker and a webhook processor killed (kill -9), Redis restarted',
	async strike(stage) {
		await wait(underWayMs);
		const struck = [stage.process('worker1'), stage.process('webhook1')];
		await Promise.all(struck.map(async (one) => await one.kill()));
		const [row] = await stage.rows(
			"SELECT COUNT(*) AS n FROM webhook_events WHERE status IN ('received', 'processing')",
		);
		await stage.redis.restart();
		await Promise.all(struck.map(async (one) => await one.start()));
		return `${Number(row?.['n'])} events were recorded and not finished when the two were killed`;
	},
};
