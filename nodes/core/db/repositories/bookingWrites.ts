import { sql } from 'kysely';

import { provider } from '../../domain/event';
import type { BookingState } from '../../domain/booking/bookingState';
import type { StoredBooking } from '../../domain/booking/knownBookings';
import { reportedOf } from '../../domain/booking/reported';
import { type Rewritten, rewrittenIn } from '../../domain/booking/rewritten';
import type { Trx } from '../connection';
import { cut, cutUnlessLink, type Fitting, whole } from '../fitting';
import { unmovedSet } from '../unmoved';
import type { Limit } from '../installation';
import { namingKeys } from '../upsert';
import { findBookings, stateOf } from './bookings';

/** Inserts a booking in the state that its history gives. */
export async function insertBooking(
	trx: Trx,
	state: BookingState,
	fitting: Fitting,
): Promise<number> {
	const now = new Date();
	const fitted = fittedState(state, fitting);
	const insert = trx.insertInto('bookings').values({
		...columnsOf(fitted, fitting),
		booking_provider: provider,
		webhook_payload: payloadOf(state, fitting),
		created_at: now,
		updated_at: now,
	});
	const write = async () => await insert.executeTakeFirstOrThrow();
	const id = Number((await namingKeys(trx, 'bookings', write)).insertId);
	await noteRewritten(trx, { id, rewritten: {} }, { state, fitted }, fitting);
	return id;
}

/** Writes the state that results from the history. */
export async function updateBooking(
	trx: Trx,
	stored: Pick<StoredBooking, 'id' | 'rewritten'>,
	state: BookingState,
	fitting: Fitting,
): Promise<void> {
	const fitted = fittedState(state, fitting);
	const update = trx
		.updateTable('bookings')
		.set({
			...unmovedSet('bookings'),
			...columnsOf(fitted, fitting),
			webhook_payload: sql<string | null>`COALESCE(${payloadOf(state, fitting)}, webhook_payload)`,
			updated_at: new Date(),
		})
		.where('id', '=', stored.id);
	await namingKeys(trx, 'bookings', async () => await update.execute());
	await noteRewritten(trx, stored, { state, fitted }, fitting);
}

/**
 * Stores the body of the event that the state is based on, when the rest of the row is already
 * right.
 */
export async function updatePayload(
	trx: Trx,
	stored: Pick<StoredBooking, 'id' | 'rewritten'>,
	state: BookingState,
	fitting: Fitting,
): Promise<void> {
	await trx
		.updateTable('bookings')
		.set({
			...unmovedSet('bookings'),
			webhook_payload: sql<string | null>`COALESCE(${payloadOf(state, fitting)}, webhook_payload)`,
		})
		.where('id', '=', stored.id)
		.execute();
	await noteRewritten(trx, stored, { state, fitted: fittedState(state, fitting) }, fitting);
}

/**
 * Stores what the database made of a write. The row is read again only if a trigger may have
 * changed it.
 */
async function noteRewritten(
	trx: Trx,
	{ id, rewritten }: { id: number; rewritten: Rewritten },
	{ state, fitted }: { state: BookingState; fitted: BookingState },
	{ installation }: Fitting,
): Promise<void> {
	const [row] = installation.mayRewrite ? await findBookings(trx, [id]) : [];
	const { uid: _, lastEventAt: __, eventKey: ___, ...wanted } = state;
	const { uid: ____, lastEventAt: _____, eventKey: ______, ...written } = fitted;
	const now = rewrittenIn(wanted, row ? stateOf(row) : written);
	if (JSON.stringify(now) === JSON.stringify(rewritten)) return;
	await trx
		.updateTable('bookings')
		.set({
			...unmovedSet('bookings'),
			rewritten: Object.keys(now).length > 0 ? JSON.stringify(now) : null,
			updated_at: sql<Date>`updated_at`,
		})
		.where('id', '=', id)
		.execute();
}

function columnsOf(state: BookingState, { installation }: Fitting) {
	const reported = reportedOf(state, installation.timeZone);
	return {
		lead_id: state.leadId,
		external_booking_id: state.uid,
		booking_type: state.type,
		scheduled_at: dateOf(state.startsAt),
		ends_at: dateOf(state.endsAt),
		status: state.status,
		assigned_teacher_id: state.assignedTeacherId,
		title: state.title,
		location: state.location,
		meeting_url: state.meetingUrl,
		cancellation_reason: state.cancellationReason,
		level_found: state.levelFound,
		follow_up_at: dateOf(state.followUpAt),
		last_event_at: dateOf(state.lastEventAt),
		booked_at: dateOf(reported.bookedAt),
		booked_on: dateOf(reported.bookedOn),
		starts_on: dateOf(reported.startsOn),
		cancelled_at: dateOf(reported.cancelledAt),
		cancelled_by: reported.cancelledBy,
	};
}

/** A time or a day (midnight in UTC) as mysql2 writes it. */
function dateOf(iso: string | null): Date | null {
	return iso === null ? null : new Date(iso);
}

/** The state with texts that fit into this database. */
function fittedState(state: BookingState, fitting: Fitting): BookingState {
	return {
		...state,
		title: cut(fitting, 'bookings.title', state.title),
		location: cutUnlessLink(fitting, 'bookings.location', state.location),
		meetingUrl: whole(fitting, 'bookings.meeting_url', state.meetingUrl),
		cancellationReason: cut(fitting, 'bookings.cancellation_reason', state.cancellationReason),
		levelFound: cut(fitting, 'bookings.level_found', state.levelFound),
	};
}

/**
 * The stored, cleaned body of the event that the state is based on; null for events without a body,
 * and for a body that is too long for the column.
 */
function payloadOf(state: BookingState, { installation }: Fitting) {
	const { length, unit } = installation.limits.get('bookings.webhook_payload') ?? noLimit;
	const measured = sql.raw(unit === 'bytes' ? 'OCTET_LENGTH(payload)' : 'CHAR_LENGTH(payload)');
	return sql<
		string | null
	>`(SELECT IF(${measured} <= ${length}, payload, NULL) FROM webhook_events WHERE dedupe_key = ${state.eventKey} LIMIT 1)`;
}

const noLimit: Limit = { length: 4_294_967_295, unit: 'bytes' };
