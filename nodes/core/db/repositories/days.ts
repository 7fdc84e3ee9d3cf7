import { sql } from 'kysely';

import type { Db, Trx } from '../connection';
import { unmovedSet } from '../unmoved';

/** The times of a booking, and the days that are stored for them (midnight in UTC). */
export interface StoredDays {
	id: number;
	scheduled_at: Date | null;
	booked_at: Date | null;
	starts_on: Date | null;
	booked_on: Date | null;
}

const columns = ['id', 'scheduled_at', 'booked_at', 'starts_on', 'booked_on'] as const;

/** The bookings after an id, by id. */
export async function listDays(db: Db, afterId: number, limit: number): Promise<StoredDays[]> {
	return await db
		.selectFrom('bookings')
		.select(columns)
		.where('id', '>', afterId)
		.orderBy('id')
		.limit(limit)
		.execute();
}

export async function lockDays(trx: Trx, ids: readonly number[]): Promise<StoredDays[]> {
	return await trx
		.selectFrom('bookings')
		.select(columns)
		.where('id', 'in', [...ids])
		.orderBy('id')
		.forUpdate()
		.execute();
}

/** Sets the days of bookings. Their `updated_at` stays. */
export async function setDays(trx: Trx, rows: readonly StoredDays[]): Promise<void> {
	const each = (day: (row: StoredDays) => Date | null) =>
		sql<Date | null>`CASE id ${sql.join(
			rows.map((row) => sql`WHEN ${row.id} THEN CAST(${day(row)} AS DATE)`),
			sql` `,
		)} END`;
	await trx
		.updateTable('bookings')
		.set({
			...unmovedSet('bookings'),
			starts_on: each((row) => row.starts_on),
			booked_on: each((row) => row.booked_on),
			updated_at: sql<Date>`updated_at`,
		})
		.where(
			'id',
			'in',
			rows.map(({ id }) => id),
		)
		.execute();
}
