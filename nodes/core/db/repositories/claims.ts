import { type Expression, type SqlBool, sql } from 'kysely';

import { provider } from '../../domain/event';
import type { Db, Trx } from '../connection';
import type { InboxRow } from '../tables';
import { unmovedSet } from '../unmoved';

const now = sql<Date>`UTC_TIMESTAMP(3)`;

/** The claiming process, and the leases that end early. */
export interface Claim {
	/** How long a claimed event belongs to the process that claimed it. */
	leaseSeconds: number;
	/** The claiming process; null if it can't be told later whether it still runs. */
	owner: string | null;
	/** Processes that have ended. */
	abandonedBy: readonly string[];
	/** Events that this process has stopped working on. */
	letGo: readonly number[];
}

/** The processes that hold leases on unfinished events. */
export async function findOwners(db: Db): Promise<string[]> {
	const rows = await db
		.selectFrom('webhook_events')
		.select('locked_by')
		.distinct()
		.where('provider', '=', provider)
		.where('dedupe_key', 'is not', null)
		.where('locked_until', 'is not', null)
		.execute();
	return rows.flatMap(({ locked_by: owner }) => owner ?? []);
}

/**
 * Claims events: first events that were started but never finished (lease expired, or let go by the
 * process that worked on them), then failed events that are due, the longest waiting first.
 * Concurrent processes never get the same row.
 *
 * An event with a lease is unfinished even if it says processed: another application that processes
 * the same table may have written that. Rows without a dedupe key belong to another application.
 */
export async function claimDue(db: Db, limit: number, claim: Claim): Promise<InboxRow[]> {
	const { leaseSeconds, owner } = claim;
	return await db.transaction().execute(async (trx) => {
		const due: InboxRow[] = [];
		for (const { isDue, longestFirst } of order(claim))
			due.push(...(await lockRows(trx, isDue, longestFirst, limit - due.length)));
		if (due.length === 0) return [];
		await trx
			.updateTable('webhook_events')
			.set({
				...unmovedSet('webhook_events'),
				status: 'processing',
				attempts: sql<number>`attempts + 1`,
				locked_by: owner,
				locked_until: sql<Date>`${now} + INTERVAL ${leaseSeconds} SECOND`,
			})
			.where(
				'id',
				'in',
				due.map(({ id }) => id),
			)
			.execute();
		return due.map((row) => ({ ...row, attempts: row.attempts + 1 }));
	});
}

/**
 * Events that the database refused wait for a day (`nextAttemptAt`), or until a person has changed
 * the tables.
 */
const isRefused = sql<SqlBool>`next_attempt_at > updated_at + INTERVAL 12 HOUR AND next_attempt_at > ${now}`;

/** How many events wait because the database refused them. */
export async function countRefused(db: Db): Promise<number> {
	const { count } = await db
		.selectFrom('webhook_events')
		.select(sql<number>`COUNT(*)`.as('count'))
		.where('provider', '=', provider)
		.where('dedupe_key', 'is not', null)
		.where('status', '=', 'failed')
		.where(isRefused)
		.executeTakeFirstOrThrow();
	return Number(count);
}

/** Makes these events due now. */
export async function makeRefusedDue(db: Db): Promise<void> {
	await db
		.updateTable('webhook_events')
		.set({ ...unmovedSet('webhook_events'), next_attempt_at: now, updated_at: now })
		.where('provider', '=', provider)
		.where('dedupe_key', 'is not', null)
		.where('status', '=', 'failed')
		.where(isRefused)
		.execute();
}

interface Due {
	isDue: Expression<SqlBool>;
	/** In index order: sorting by id would make the server scan the whole table. */
	longestFirst: 'locked_until' | 'next_attempt_at';
}

function order({ leaseSeconds, abandonedBy, letGo }: Claim): Due[] {
	const over = sql<SqlBool>`locked_until <= ${now}`;
	const abandoned = abandonedBy.map((owner) => sql<SqlBool>`locked_by = ${owner}`);
	const given = letGo.map((id) => sql<SqlBool>`id = ${id}`);
	const left = sql.join([over, ...abandoned, ...given], sql` OR `);
	return [
		{
			isDue: sql<SqlBool>`locked_until IS NOT NULL AND status NOT IN ('quarantined', 'ignored') AND (${left})`,
			longestFirst: 'locked_until',
		},
		{
			// Recorded by an older version, without a lease.
			isDue: sql<SqlBool>`status = 'received' AND locked_until IS NULL
				AND created_at <= ${now} - INTERVAL ${leaseSeconds} SECOND`,
			longestFirst: 'next_attempt_at',
		},
		{
			isDue: sql<SqlBool>`status = 'failed' AND next_attempt_at <= ${now}`,
			longestFirst: 'next_attempt_at',
		},
	];
}

async function lockRows(
	trx: Trx,
	isDue: Expression<SqlBool>,
	longestFirst: Due['longestFirst'],
	limit: number,
): Promise<InboxRow[]> {
	if (limit <= 0) return [];
	return await trx
		.selectFrom('webhook_events')
		.selectAll()
		.where('provider', '=', provider)
		.where('dedupe_key', 'is not', null)
		.where(isDue)
		.orderBy(longestFirst)
		.orderBy('id')
		.limit(limit)
		.forUpdate()
		.skipLocked()
		.execute();
}
