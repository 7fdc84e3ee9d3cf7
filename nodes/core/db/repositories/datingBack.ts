import { sql } from 'kysely';

import { anyOf } from '../anyOf';
import type { Db } from '../connection';
import { unmovedSet } from '../unmoved';

/** Dates leads of earlier years by their first booking. */
export async function dateLeadsBack(db: Db, ids: readonly number[], at: Date): Promise<void> {
	if (ids.length === 0) return;
	await db
		.updateTable('leads')
		.set({ ...unmovedSet('leads'), created_at: at })
		.where('id', 'in', anyOf(ids))
		.where('created_at', '>', at)
		.execute();
}

/** Dates bookings of earlier years by when they were made. */
export async function dateBookingsBack(db: Db, ids: readonly number[], at: Date): Promise<void> {
	if (ids.length === 0) return;
	await db
		.updateTable('bookings')
		.set({ ...unmovedSet('bookings'), created_at: at })
		.where('id', 'in', anyOf(ids))
		.where('created_at', '>', at)
		.execute();
}

/** Dates lines on the timeline by when they happened. */
export async function dateActivitiesBack(db: Db, ids: readonly number[]): Promise<void> {
	if (ids.length === 0) return;
	await db
		.updateTable('activities')
		.set({ ...unmovedSet('activities'), created_at: sql<Date>`occurred_at` })
		.where('id', 'in', anyOf(ids))
		.where((is) => is('occurred_at', '<', is.ref('created_at')))
		.execute();
}
