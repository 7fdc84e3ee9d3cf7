import { sql } from 'kysely';

import { provider } from '../../domain/event';
import type { Db } from '../connection';

/** The inbox at a glance. Times in UTC; ages in seconds by the database's clock. */
export interface InboxHealth {
	counts: Record<string, number>;
	/** Events that are no longer retried: quarantined events, and unreadable deliveries. */
	waitingForPerson: number;
	/** Age of the oldest event that will still be processed automatically; null when there is none. */
	oldestUnfinishedSeconds: number | null;
	/**
	 * How long the longest waiting event has been due without being claimed; null when none is due.
	 */
	overdueSeconds: number | null;
	lastReceivedAt: Date | null;
	secondsSinceLastReceived: number | null;
	lastProcessedAt: Date | null;
	/**
	 * The n8ns that took events in the last day, if several did so in turn: a copy of n8n shares the
	 * inbox. A name is the first part of `locked_by`.
	 */
	n8nsInTurn: string[];
}

type Backlog = Pick<InboxHealth, 'waitingForPerson' | 'oldestUnfinishedSeconds' | 'overdueSeconds'>;
type Latest = Pick<InboxHealth, 'lastReceivedAt' | 'secondsSinceLastReceived' | 'lastProcessedAt'>;

/**
 * How many of the newest events are searched for times: in a large inbox, searching all of them
 * would take seconds.
 */
const newest = 1000;

/** @param leaseSeconds how long an event may be worked on before it counts as due again */
export async function inboxHealth(db: Db, leaseSeconds: number): Promise<InboxHealth> {
	return {
		counts: await countByStatus(db),
		...(await backlog(db, leaseSeconds)),
		...(await latest(db)),
		n8nsInTurn: await n8nsInTurn(db),
	};
}

/**
 * All rows from one index, less the few that the package did not record from another: both in one condition would make
 * the server read every row.
 */
async function countByStatus(db: Db): Promise<Record<string, number>> {
	const { rows } = await sql<{
		status: string;
		count: number;
	}>`SELECT status, SUM(count) AS count FROM (
			SELECT status, COUNT(*) AS count FROM webhook_events WHERE provider = ${provider} GROUP BY status
			UNION ALL
			SELECT status, -COUNT(*) FROM webhook_events
			WHERE provider = ${provider} AND dedupe_key IS NULL GROUP BY status
		) AS counts GROUP BY status HAVING SUM(count) > 0`.execute(db);
	return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
}

async function backlog(db: Db, leaseSeconds: number): Promise<Backlog> {
	const { rows } = await sql<Backlog>`SELECT
			COALESCE(SUM(stuck), 0) AS waitingForPerson,
			MAX(IF(stuck, NULL, TIMESTAMPDIFF(SECOND, created_at, UTC_TIMESTAMP(3)))) AS oldestUnfinishedSeconds,
			MAX(IF(due <= UTC_TIMESTAMP(3), TIMESTAMPDIFF(SECOND, due, UTC_TIMESTAMP(3)), NULL)) AS overdueSeconds
		FROM (
			SELECT created_at, status = 'quarantined' OR (status = 'failed' AND COALESCE(next_attempt_at, locked_until) IS NULL) AS stuck,
				CASE WHEN status = 'failed' THEN COALESCE(next_attempt_at, locked_until)
					WHEN status <> 'quarantined' THEN COALESCE(locked_until, created_at + INTERVAL ${leaseSeconds} SECOND)
				END AS due
			FROM webhook_events
			WHERE provider = ${provider} AND dedupe_key IS NOT NULL
				AND (status IN ('received', 'processing', 'failed', 'quarantined') OR (locked_until IS NOT NULL AND status <> 'ignored'))
		) AS unfinished`.execute(db);
	const [row] = rows;
	return {
		waitingForPerson: Number(row?.waitingForPerson ?? 0),
		oldestUnfinishedSeconds: row?.oldestUnfinishedSeconds ?? null,
		overdueSeconds: row?.overdueSeconds ?? null,
	};
}

async function latest(db: Db): Promise<Latest> {
	const { rows } = await sql<Latest>`SELECT
			MAX(last_seen_at) AS lastReceivedAt,
			TIMESTAMPDIFF(SECOND, MAX(last_seen_at), UTC_TIMESTAMP(3)) AS secondsSinceLastReceived,
			MAX(processed_at) AS lastProcessedAt
		FROM (
			SELECT last_seen_at, processed_at FROM webhook_events
			WHERE provider = ${provider} AND dedupe_key IS NOT NULL ORDER BY created_at DESC LIMIT ${newest}
		) AS newest`.execute(db);
	const [row] = rows;
	return {
		lastReceivedAt: row?.lastReceivedAt ?? null,
		secondsSinceLastReceived: row?.secondsSinceLastReceived ?? null,
		lastProcessedAt: row?.lastProcessedAt ?? null,
	};
}

/** One n8n after another, as after a move, is not a copy: the times of the two do not overlap. */
async function n8nsInTurn(db: Db): Promise<string[]> {
	const { rows } = await sql<{ name: string; first: Date; last: Date }>`SELECT
			SUBSTRING_INDEX(locked_by, ':', 1) AS name, MIN(created_at) AS first, MAX(created_at) AS last
		FROM (
			SELECT locked_by, created_at FROM webhook_events
			WHERE provider = ${provider} ORDER BY created_at DESC LIMIT ${newest}
		) AS newest
		WHERE locked_by IS NOT NULL AND created_at > UTC_TIMESTAMP(3) - INTERVAL 1 DAY
		GROUP BY name ORDER BY name`.execute(db);
	return rows
		.filter((one) =>
			rows.some(
				(other) => other.name !== one.name && other.first < one.last && one.first < other.last,
			),
		)
		.map(({ name }) => name);
}
