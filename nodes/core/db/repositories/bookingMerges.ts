import { sql } from 'kysely';

import type { Trx } from '../connection';
import type { Installation, Pointer } from '../installation';
import { unmovedSet } from '../unmoved';

/** Moves the timelines of merged bookings to the booking that remains. */
export async function moveTimeline(
	trx: Trx,
	from: readonly number[],
	to: number,
	leadId: number | null,
): Promise<void> {
	const ids = sql.join([...from]);
	await sql`DELETE doubled FROM activities doubled
		JOIN activities kept ON kept.event_key = doubled.event_key AND kept.id < doubled.id
		WHERE doubled.booking_id IN (${ids}) AND kept.booking_id IN (${ids})`.execute(trx);
	if (leadId) {
		await sql`DELETE moved FROM activities moved
			JOIN activities there ON there.event_key = moved.event_key AND there.lead_id = ${leadId} AND there.id <> moved.id
			WHERE moved.booking_id IN (${ids})`.execute(trx);
	}
	await trx
		.updateTable('activities')
		.set({ booking_id: to, ...(leadId ? { lead_id: leadId } : {}) })
		.where('booking_id', 'in', [...from])
		.execute();
}

/** Removes bookings that turned out not to exist, and their event lines. */
export async function removeBookings(
	trx: Trx,
	ids: readonly number[],
	installation: Installation,
): Promise<void> {
	await trx
		.deleteFrom('activities')
		.where('booking_id', 'in', [...ids])
		.where('event_key', 'is not', null)
		.execute();
	await retireBookings(trx, ids, 'This was not a booking of its own.', installation);
}

/**
 * Deletes the rows of bookings that are another booking, or none. A row that other applications
 * point to stays as a cancelled booking without a uid, and the reason says why.
 */
export async function retireBookings(
	trx: Trx,
	ids: readonly number[],
	reason: string,
	installation: Installation,
): Promise<void> {
	const pointed = await findPointed(trx, ids, installation);
	for (const id of ids) {
		if (!pointed.has(id) && (await isDeletable(trx, id))) continue;
		await trx
			.updateTable('bookings')
			.set({
				...unmovedSet('bookings'),
				status: 'cancelled',
				external_booking_id: null,
				cancellation_reason: reason,
				cancelled_by: 'merged',
				rewritten: null,
				updated_at: new Date(),
			})
			.where('id', '=', id)
			.execute();
	}
}

/** Row is referenced by a foreign key; tables that the user may not read show up only here. */
const referenced = 1451;

async function isDeletable(trx: Trx, id: number): Promise<boolean> {
	try {
		await trx.deleteFrom('bookings').where('id', '=', id).execute();
		return true;
	} catch (error) {
		if ((error as { errno?: number }).errno === referenced) return false;
		throw error;
	}
}

/** Which of these bookings rows of other applications point to, by foreign keys. */
export async function findPointed(
	trx: Trx,
	ids: readonly number[],
	{ pointers }: Installation,
): Promise<Set<number>> {
	const found = new Set<number>();
	for (const pointer of pointers)
		for (const id of await pointedBy(trx, pointer, ids)) found.add(id);
	return found;
}

/** SELECT command denied. */
const denied = new Set([1142, 1143]);

async function pointedBy(
	trx: Trx,
	{ table, column }: Pointer,
	ids: readonly number[],
): Promise<number[]> {
	try {
		const { rows } = await sql<{ id: number }>`SELECT DISTINCT ${sql.ref(column)} AS id
			FROM ${sql.table(table)} WHERE ${sql.ref(column)} IN (${sql.join([...ids])})`.execute(trx);
		return rows.map(({ id }) => id);
	} catch (error) {
		if (denied.has((error as { errno?: number }).errno ?? 0)) return [];
		throw error;
	}
}
