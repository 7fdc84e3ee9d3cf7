import { type Expression, type SqlBool, sql } from 'kysely';

import type { Db, Trx } from '../connection';
import type { InboxRow } from '../tables';
import { provider } from './references';

const now = sql<Date>`UTC_TIMESTAMP(3)`;

/**
 * Claims events for `leaseSeconds`: first those that were started and never came to an end (received so long ago,
 * or with a lease that is over), then those that failed and are due, the longest waiting first. Several processes
 * at once never get the same row.
 */
export async function claimDue(db: Db, limit: number, leaseSeconds: number): Promise<InboxRow[]> {
	const leaseIsOver = sql<SqlBool>`COALESCE(locked_until, created_at + INTERVAL ${leaseSeconds} SECOND) <= ${now}`;
	const order = [
		{ status: 'processing', isDue: leaseIsOver },
		{ status: 'received', isDue: leaseIsOver },
		{ status: 'failed', isDue: sql<SqlBool>`next_attempt_at <= ${now}` },
	];
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

/** In the order of the index: sorting by id instead would make the server look through the whole table. */
async function lockRows(
	trx: Trx,
	status: string,
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
