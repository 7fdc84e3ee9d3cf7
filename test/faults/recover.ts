import { setTimeout as wait } from 'node:timers/promises';

import { isAcknowledged, type Sent } from './load';
import type { Judged } from './stage';

const giveUpAfterMs = 20 * 60_000;

/**
 * Waits until nothing is left to do: no event unfinished, no execution running or waiting inside n8n, and
 * everything that was acknowledged stands in the inbox. Gives up after 20 minutes; the judge then says why.
 *
 * @returns seconds
 */
export async function untilRecovered(
	stage: Judged,
	prefix: string,
	sent: readonly Sent[],
): Promise<number> {
	const startedAt = Date.now();
	const keys = new Set(sent.filter(isAcknowledged).map(({ event }) => event.event.key));
	while (Date.now() - startedAt < giveUpAfterMs) {
		const counts = await stage
			.rows(
				`SELECT SUM(status IN ('received', 'processing', 'failed')) AS unfinished,
					SUM(dedupe_key IN (?)) AS acknowledged FROM webhook_events WHERE external_id LIKE ?`,
				[['', ...keys], `${prefix}%`],
			)
			.catch(() => []);
		const [row] = counts;
		const done = Number(row?.['unfinished']) === 0 && Number(row?.['acknowledged']) === keys.size;
		if (done && (await stage.executionsUnderWay()) === 0) break;
		await wait(500);
	}
	return Math.round((Date.now() - startedAt) / 1000);
}

/**
 * Lets the waiting times of the inbox pass at once, where a run is not to take hours: what failed is due, what
 * is held by a process that may be gone is free.
 */
export async function letTimePass(stage: Judged): Promise<void> {
	await stage.rows(
		"UPDATE webhook_events SET next_attempt_at = UTC_TIMESTAMP(3) WHERE status = 'failed' AND next_attempt_at IS NOT NULL",
	);
	await stage.rows(
		`UPDATE webhook_events SET created_at = created_at - INTERVAL 5 MINUTE, locked_until = locked_until - INTERVAL 5 MINUTE
			WHERE status IN ('received', 'processing')`,
	);
}
