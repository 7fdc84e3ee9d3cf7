import { sql } from 'kysely';

import { type BookingStatus, provider } from '../../domain/event';
import type { BookingState } from '../../domain/booking/bookingState';
import type { EditableState } from '../../domain/booking/manualEdits';
import type { StoredBooking } from '../../domain/booking/knownBookings';
import type { Db, Trx } from '../connection';
import type { BookingRow } from '../tables';
import { unmovedSet } from '../unmoved';
import { namingKeys } from '../upsert';

/** Inserts a booking in the state that its history gives. */
export async function insertBooking(trx: Trx, state: BookingState): Promise<number> {
	const now = new Date();
	const insert = trx.insertInto('bookings').values({
		...columnsOf(state),
		booking_provider: provider,
		webhook_payload: payloadOf(state),
		created_at: now,
		updated_at: now,
	});
	const write = async () => await insert.executeTakeFirstOrThrow();
	const result = await namingKeys(trx, 'bookings', write);
	return Number(result.insertId);
}

/** Writes the state that results from the history. */
export async function updateBooking(trx: Trx, id: number, state: BookingState): Promise<void> {
	const update = trx
		.updateTable('bookings')
		.set({
			...unmovedSet('bookings'),
			...columnsOf(state),
			webhook_payload: sql<string | null>`COALESCE(${payloadOf(state)}, webhook_payload)`,
			updated_at: new Date(),
		})
		.where('id', '=', id);
	await namingKeys(trx, 'bookings', async () => await update.execute());
}

/**
 * Stores the body of the event that the state is based on, when the rest of the row is already
 * right.
 */
export async function updatePayload(trx: Trx, id: number, state: BookingState): Promise<void> {
	await trx
		.updateTable('bookings')
		.set({
			...unmovedSet('bookings'),
			webhook_payload: sql<string | null>`COALESCE(${payloadOf(state)}, webhook_payload)`,
		})
		.where('id', '=', id)
		.execute();
}

/** Locks existing bookings, always in the same order. */
export async function lockBookings(trx: Trx, ids: readonly number[]): Promise<BookingRow[]> {
	return await trx
		.selectFrom('bookings')
		.selectAll()
		.where('id', 'in', [...ids])
		.orderBy('id')
		.forUpdate()
		.execute();
}

export async function findBookings(db: Db, ids: readonly number[]): Promise<BookingRow[]> {
	return await db
		.selectFrom('bookings')
		.selectAll()
		.where('id', 'in', [...ids])
		.orderBy('id')
		.execute();
}

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
export async function removeBookings(trx: Trx, ids: readonly number[]): Promise<void> {
	await trx
		.deleteFrom('activities')
		.where('booking_id', 'in', [...ids])
		.where('event_key', 'is not', null)
		.execute();
	await deleteBookings(trx, ids);
}

export async function deleteBookings(trx: Trx, ids: readonly number[]): Promise<void> {
	await trx
		.deleteFrom('bookings')
		.where('id', 'in', [...ids])
		.execute();
}

export async function findBooking(
	db: Db,
	by: { id: number } | { uid: string },
): Promise<BookingRow | undefined> {
	const query = db.selectFrom('bookings').selectAll('bookings');
	return await (
		'id' in by
			? query.where('bookings.id', '=', by.id)
			: query
					.innerJoin('booking_references as r', 'r.booking_id', 'bookings.id')
					.where('r.provider', '=', provider)
					.where('r.uid', '=', by.uid)
	)
		.orderBy('bookings.id')
		.limit(1)
		.executeTakeFirst();
}

export interface BookingFilter {
	leadId?: number | null;
	status?: BookingStatus | null;
	bookingType?: string | null;
	/** Only future bookings, soonest first. */
	upcoming?: boolean;
}

/** Newest first; upcoming bookings soonest first. */
export async function listBookings(
	db: Db,
	filter: BookingFilter,
	limit: number,
): Promise<BookingRow[]> {
	let query = db.selectFrom('bookings').selectAll();
	if (filter.leadId) query = query.where('lead_id', '=', filter.leadId);
	if (filter.status) query = query.where('status', '=', filter.status);
	if (filter.bookingType) query = query.where('booking_type', '=', filter.bookingType);
	query = filter.upcoming
		? query.where('scheduled_at', '>=', new Date()).orderBy('scheduled_at').orderBy('id')
		: query.orderBy('created_at', 'desc').orderBy('id', 'desc');
	return await query.limit(limit).execute();
}

/** A row in domain terms. */
export function storedBooking(row: BookingRow): StoredBooking {
	return {
		id: row.id,
		uid: row.external_booking_id,
		lastEventAt: row.last_event_at?.toISOString() ?? null,
		changedAt: (row.updated_at as Date | null) ?? (row.created_at as Date | null),
		state: stateOf(row),
	};
}

function stateOf(row: BookingRow): EditableState {
	return {
		leadId: row.lead_id,
		type: row.booking_type,
		title: row.title,
		startsAt: row.scheduled_at?.toISOString() ?? null,
		endsAt: row.ends_at?.toISOString() ?? null,
		status: row.status,
		location: row.location,
		meetingUrl: row.meeting_url,
		cancellationReason: row.cancellation_reason,
		assignedTeacherId: row.assigned_teacher_id,
	};
}

function columnsOf(state: BookingState) {
	return {
		lead_id: state.leadId,
		external_booking_id: state.uid,
		booking_type: state.type,
		scheduled_at: state.startsAt ? new Date(state.startsAt) : null,
		ends_at: state.endsAt ? new Date(state.endsAt) : null,
		status: state.status,
		assigned_teacher_id: state.assignedTeacherId,
		title: state.title,
		location: state.location,
		meeting_url: state.meetingUrl,
		cancellation_reason: state.cancellationReason,
		last_event_at: state.lastEventAt ? new Date(state.lastEventAt) : null,
	};
}

/**
 * The stored, cleaned body of the event that the state is based on; null for events without a body.
 */
function payloadOf(state: BookingState) {
	return sql<
		string | null
	>`(SELECT payload FROM webhook_events WHERE dedupe_key = ${state.eventKey} LIMIT 1)`;
}
