import { sql } from 'kysely';

import { provider } from '../../domain/event';
import { wholeBooking } from '../../domain/booking/historyEntry';
import type { Reference } from '../../domain/booking/knownBookings';
import { anyOf } from '../anyOf';
import type { Trx } from '../connection';

/**
 * Makes sure that each uid has its own row, and locks these rows until the transaction ends, so
 * that only one transaction at a time works on a uid. Inserts first, always in the same order,
 * because locking rows that don't exist deadlocks.
 *
 * @returns whether all of them are new: a uid's own row exists before any seat or entry is stored
 * under it, so nothing can be found under new uids
 */
export async function lockUids(trx: Trx, uids: readonly string[]): Promise<boolean> {
	let allNew = true;
	for (const uid of [...new Set(uids)].sort()) {
		const { numAffectedRows } =
			await sql`INSERT INTO booking_references (provider, uid, seat_key, created_at)
			VALUES (${provider}, ${uid}, '', UTC_TIMESTAMP(3)) ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)`.execute(
				trx,
			);
		allNew &&= numAffectedRows === 1n;
	}
	return allNew;
}

/** A reference to a booking that a person deleted points to no booking. */
export async function findReferences(
	trx: Trx,
	by: { uids: readonly string[] } | { bookingIds: readonly number[] },
): Promise<Reference[]> {
	const query = trx
		.selectFrom('booking_references as r')
		.leftJoin('bookings as b', 'b.id', 'r.booking_id')
		.select(['r.uid', 'r.seat_key', 'r.attendee_seat_id', 'b.id as booking_id']);
	const rows = await (
		'uids' in by
			? query.where('r.provider', '=', provider).where('r.uid', 'in', anyOf(by.uids))
			: query.where('r.booking_id', 'in', anyOf(by.bookingIds))
	)
		.orderBy('r.id')
		.execute();
	return rows.map((row) => ({
		uid: row.uid,
		seatKey: row.seat_key,
		seat: row.attendee_seat_id,
		bookingId: row.booking_id,
	}));
}

/** Points a place to a booking, regardless of its previous booking. */
export async function pointReference(
	trx: Trx,
	{ uid, seatKey, seat, bookingId }: Reference,
): Promise<void> {
	await sql`INSERT INTO booking_references (provider, uid, seat_key, attendee_seat_id, booking_id, created_at)
		VALUES (${provider}, ${uid}, ${seatKey}, ${seat}, ${bookingId}, UTC_TIMESTAMP(3))
		ON DUPLICATE KEY UPDATE booking_id = VALUES(booking_id),
			attendee_seat_id = VALUES(attendee_seat_id)`.execute(trx);
}

/**
 * Removes the reference of a place to a booking. The row of the uid itself stays, because it is the
 * row that is locked.
 */
export async function releaseReference(trx: Trx, { uid, seatKey }: Reference): Promise<void> {
	if (seatKey === wholeBooking) {
		await sql`UPDATE booking_references SET booking_id = NULL, attendee_seat_id = NULL
			WHERE provider = ${provider} AND uid = ${uid} AND seat_key = ''`.execute(trx);
		return;
	}
	await trx
		.deleteFrom('booking_references')
		.where('provider', '=', provider)
		.where('uid', '=', uid)
		.where('seat_key', '=', seatKey)
		.execute();
}

/** Points all references to these bookings to another booking, or to none if it is null. */
export async function repointReferences(
	trx: Trx,
	from: readonly number[],
	to: number | null,
): Promise<void> {
	await trx
		.updateTable('booking_references')
		.set({ booking_id: to })
		.where('booking_id', 'in', [...from])
		.execute();
}
