import { sql } from 'kysely';

import type { Db } from '../connection';
import { provider } from './references';

const finished = ['processed', 'ignored'];

/** Empties the bodies of finished events received more than `days` ago. Unfinished ones are never touched. */
export async function emptyOldPayloads(db: Db, days: number): Promise<number> {
	const { numUpdatedRows } = await db
		.updateTable('webhook_events')
		.set({ payload: null })
		.where('provider', '=', provider)
		.where('status', 'in', finished)
		.where('payload', 'is not', null)
		.where('created_at', '<', sql<Date>`UTC_TIMESTAMP(3) - INTERVAL ${days} DAY`)
		.executeTakeFirst();
	return Number(numUpdatedRows);
}

/** Empties the bodies kept with bookings whose last news is more than `days` old. */
export async function emptyBookingPayloads(db: Db, days: number): Promise<number> {
	const { numUpdatedRows } = await db
		.updateTable('bookings')
		.set({ webhook_payload: null, updated_at: sql<Date>`updated_at` })
		.where('booking_provider', '=', provider)
		.where('webhook_payload', 'is not', null)
		.where('last_event_at', '<', sql<Date>`UTC_TIMESTAMP(3) - INTERVAL ${days} DAY`)
		.executeTakeFirst();
	return Number(numUpdatedRows);
}

/** Deletes finished events, with their dedupe keys, received more than `days` ago. */
export async function deleteOldEvents(db: Db, days: number): Promise<number> {
	const { numDeletedRows } = await db
		.deleteFrom('webhook_events')
		.where('provider', '=', provider)
		.where('status', 'in', finished)
		.where('created_at', '<', sql<Date>`UTC_TIMESTAMP(3) - INTERVAL ${days} DAY`)
		.executeTakeFirst();
	return Number(numDeletedRows);
}
