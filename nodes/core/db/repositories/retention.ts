import { sql } from 'kysely';

import { provider } from '../../domain/event';
import type { InboxStatus } from '../../domain/inbox';
import { anyOf } from '../anyOf';
import type { Db } from '../connection';
import { unmovedSet } from '../unmoved';

const finished = ['processed', 'ignored'] as const satisfies InboxStatus[];
/**
 * Rows per statement: one statement for all rows would block deliveries and could not be rolled
 * back quickly.
 */
const step = 1000;
const before = (days: number) => sql<Date>`UTC_TIMESTAMP(3) - INTERVAL ${days} DAY`;

/**
 * Empties the bodies and error texts of finished events received more than `days` ago. Unfinished
 * events, events replayed in the meantime, and rows of other applications are never touched.
 */
export async function emptyOldPayloads(db: Db, days: number): Promise<number> {
	let emptied = 0;
	let from = new Date(0);
	for (;;) {
		const rows = await db
			.selectFrom('webhook_events')
			.select(['id', 'created_at'])
			.where('provider', '=', provider)
			.where('created_at', '>=', from)
			.where('created_at', '<', before(days))
			.where('dedupe_key', 'is not', null)
			.where('status', 'in', finished)
			.where('locked_until', 'is', null)
			.where('payload', 'is not', null)
			.orderBy('created_at')
			.limit(step)
			.execute();
		const ids = rows.map(({ id }) => id);
		const { numUpdatedRows } = await db
			.updateTable('webhook_events')
			.set({ ...unmovedSet('webhook_events'), payload: null, error_message: null })
			.where('id', 'in', anyOf(ids))
			.where('status', 'in', finished)
			.where('locked_until', 'is', null)
			.executeTakeFirst();
		emptied += Number(numUpdatedRows);
		if (rows.length < step) return emptied;
		from = rows.at(-1)?.created_at ?? from;
	}
}

/** Empties the bodies stored with bookings whose last event is more than `days` old. */
export async function emptyBookingPayloads(db: Db, days: number): Promise<number> {
	let emptied = 0;
	let after = 0;
	for (;;) {
		const rows = await db
			.selectFrom('bookings')
			.select('id')
			.where('id', '>', after)
			.where('booking_provider', '=', provider)
			.where('webhook_payload', 'is not', null)
			.where('last_event_at', '<', before(days))
			.orderBy('id')
			.limit(step)
			.execute();
		const ids = rows.map(({ id }) => id);
		const { numUpdatedRows } = await db
			.updateTable('bookings')
			.set({
				...unmovedSet('bookings'),
				webhook_payload: null,
				updated_at: sql<Date>`updated_at`,
			})
			.where('id', 'in', anyOf(ids))
			.where('last_event_at', '<', before(days))
			.executeTakeFirst();
		emptied += Number(numUpdatedRows);
		if (rows.length < step) return emptied;
		after = ids.at(-1) ?? after;
	}
}

/** Deletes finished events, with their dedupe keys, received more than `days` ago. */
export async function deleteOldEvents(db: Db, days: number): Promise<number> {
	for (let deleted = 0; ; ) {
		const { numDeletedRows } = await db
			.deleteFrom('webhook_events')
			.where('provider', '=', provider)
			.where('dedupe_key', 'is not', null)
			.where('status', 'in', finished)
			.where('locked_until', 'is', null)
			.where('created_at', '<', before(days))
			.orderBy('created_at')
			.limit(step)
			.executeTakeFirst();
		deleted += Number(numDeletedRows);
		if (numDeletedRows < BigInt(step)) return deleted;
	}
}
