import { sql } from 'kysely';

import type { Db } from '../connection';
import { provider } from './references';

/** The inbox at a glance. Times in UTC; ages in seconds by the database's clock. */
export interface InboxHealth {
	counts: Record<string, number>;
	/** Age of the oldest event that is neither processed nor ignored nor quarantined; null when there is none. */
	oldestUnfinishedSeconds: number | null;
	lastReceivedAt: Date | null;
	secondsSinceLastReceived: number | null;
	lastProcessedAt: Date | null;
}

interface Totals {
	oldest: number | null;
	received: Date | null;
	silence: number | null;
	processed: Date | null;
}

export async function inboxHealth(db: Db): Promise<InboxHealth> {
	const counts = await db
		.selectFrom('webhook_events')
		.select(['status', sql<number>`COUNT(*)`.as('count')])
		.where('provider', '=', provider)
		.groupBy('status')
		.execute();
	// What can't be read never runs by itself: it waits for a person, not for a branch.
	const { rows } = await sql<Totals>`SELECT
			MAX(IF(status IN ('received', 'processing') OR (status = 'failed' AND next_attempt_at IS NOT NULL),
				TIMESTAMPDIFF(SECOND, created_at, UTC_TIMESTAMP(3)), NULL)) AS oldest,
			MAX(last_seen_at) AS received,
			TIMESTAMPDIFF(SECOND, MAX(last_seen_at), UTC_TIMESTAMP(3)) AS silence,
			MAX(processed_at) AS processed
		FROM webhook_events WHERE provider = ${provider}`.execute(db);
	const [totals] = rows;
	return {
		counts: Object.fromEntries(counts.map(({ status, count }) => [status, Number(count)])),
		oldestUnfinishedSeconds: totals?.oldest ?? null,
		lastReceivedAt: totals?.received ?? null,
		secondsSinceLastReceived: totals?.silence ?? null,
		lastProcessedAt: totals?.processed ?? null,
	};
}
