import { type Expression, type SqlBool, sql } from 'kysely';

import { provider } from '../../domain/event';
import type { InboxStatus } from '../../domain/inbox';
import type { Db, Trx } from '../connection';
import type { InboxRow } from '../tables';

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
		.where('status', 'in', ['received', 'processing'])
		.execute();
	return rows.flatMap(({ locked_by: owner }) => owner ?? []);
}

/**
 * Claims events: first events that were started but never finished (received longer than a lease
 * ago, lease expired, or let go by the process that worked on them), then failed events that are
 * due, the longest waiting first. Concurrent processes never get the same row.
 */
export async function claimDue(db: Db, limit: number, claim: Claim): Promise<InboxRow[]> {
	const { leaseSeconds, owner } = claim;
	const order = [
		{ status: 'processing', isDue: isLeft(claim) },
		{ status: 'received', isDue: isLeft(claim) },
		{ status: 'failed', isDue: sql<SqlBool>`next_attempt_at <= ${now}` },
	] as const;
	return await db.transaction().execute(async (trx) => {
		const due: InboxRow[] = [];
		for (const { status, isDue } of order)
			due.push(...(await lockRows(trx, status, isDue, limit - due.length)));
		if (due.length === 0) return [];
		await trx
			.updateTable('webhook_events')
			.set({
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
		.where('status', '=', 'failed')
		.where(isRefused)
		.executeTakeFirstOrThrow();
	return Number(count);
}

/** Makes these events due now. */
export async function makeRefusedDue(db: Db): Promise<void> {
	await db
		.updateTable('webhook_events')
		.set({ next_attempt_at: now, updated_at: now })
		.where('provider', '=', provider)
		.where('status', '=', 'failed')
		.where(isRefused)
		.execute();
}

function isLeft({ leaseSeconds, abandonedBy, letGo }: Claim): Expression<SqlBool> {
	const over = sql<SqlBool>`COALESCE(locked_until, created_at + INTERVAL ${leaseSeconds} SECOND) <= ${now}`;
	const abandoned = abandonedBy.map((owner) => sql<SqlBool>`locked_by = ${owner}`);
	const given = letGo.map((id) => sql<SqlBool>`id = ${id}`);
	return sql<SqlBool>`(${sql.join([over, ...abandoned, ...given], sql` OR `)})`;
}

/** In index order: sorting by id would make the server scan the whole table. */
async function lockRows(
	trx: Trx,
	status: InboxStatus,
	isDue: Expression<SqlBool>,
	limit: number,
): Promise<InboxRow[]> {
	if (limit <= 0) return [];
	return await trx
		.selectFrom('webhook_events')
		.selectAll()
		.where('provider', '=', provider)
		.where('status', '=', status)
		.where(isDue)
		.orderBy('next_attempt_at')
		.orderBy('id')
		.limit(limit)
		.forUpdate()
		.skipLocked()
		.execute();
}
