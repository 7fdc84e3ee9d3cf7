import type { BookingState } from '../domain/booking/bookingState';
import { restoredLine, restoring } from '../domain/restoring';
import type { KnownBookings, Reference } from '../domain/booking/knownBookings';
import type { BookingPlan, PlannedBooking, TimelineChange } from '../domain/booking/planBooking';
import { moveAnswers } from '../db/repositories/answers';
import { saysTheSame } from '../domain/booking/planBooking';
import type { Trx } from '../db/connection';
import type { Fitting } from '../db/fitting';
import { insertActivity } from '../db/repositories/activities';
import { moveTimeline, removeBookings, retireBookings } from '../db/repositories/bookingMerges';
import { insertBooking, updateBooking, updatePayload } from '../db/repositories/bookingWrites';
import { addEntries } from '../db/repositories/history';
import { restoreRow } from '../db/repositories/softDeletes';
import { pointReference, releaseReference, repointReferences } from '../db/repositories/references';

/** The outcome for one booking. */
export interface SavedBooking {
	id: number;
	leadId: number | null;
	/** Whether the event created this lead. */
	leadCreated: boolean;
	created: boolean;
	/**
	 * Whether the event comes before what was already known, so that it only filled empty fields.
	 */
	late: boolean;
	/** Whether this is the first event about the booking. */
	first: boolean;
	/** `personKey` of the attendee that the event is about here; null if it names no one for it. */
	person: string | null;
	timeline: TimelineChange;
}

/**
 * Writes a plan: history, rows, timelines of merged rows, references.
 *
 * @param eventKey of the event that the plan was made for
 * @returns the bookings that the event concerns, then other bookings that it changed
 */
export async function writePlan(
	trx: Trx,
	known: KnownBookings,
	plan: BookingPlan,
	eventKey: string,
	fitting: Fitting,
): Promise<SavedBooking[]> {
	await addEntries(trx, plan.entries);
	const restores = plan.entries.some(
		(entry) => entry.eventKey === eventKey && restoring.has(entry.kind),
	);
	const saved: Array<SavedBooking & { concerned: boolean }> = [];
	for (const planned of plan.bookings) {
		const { appointment, stored } = planned;
		const concerned = appointment.entries.some((entry) => entry.eventKey === eventKey);
		const same =
			stored !== null && saysTheSame(stored, appointment.state, fitting.installation.timeZone);
		const id = await writeRow(trx, planned, same, fitting);
		const { deleted } = stored ?? { deleted: false };
		if (deleted && ((restores && concerned) || planned.mergedLiving))
			await restoreBooking(trx, id, appointment.state, fitting);
		const moved = await pointPlaces(trx, known, planned, id);
		if (!concerned && same && !moved) continue;
		saved.push({ ...outcomeOf(planned, id, eventKey), concerned });
	}
	for (const reference of plan.released) await releaseReference(trx, reference);
	if (plan.orphanIds.length > 0) {
		await repointReferences(trx, plan.orphanIds, null);
		await removeBookings(trx, plan.orphanIds, fitting.installation);
	}
	saved.sort((a, b) => Number(b.concerned) - Number(a.concerned));
	return saved.map(({ concerned: _, ...one }) => one);
}

async function writeRow(
	trx: Trx,
	{ appointment: { state }, id, mergedIds, stored, restsOnAnother }: PlannedBooking,
	same: boolean,
	fitting: Fitting,
): Promise<number> {
	if (id === null || stored === null) return await insertBooking(trx, state, fitting);
	if (!same) await updateBooking(trx, stored, state, fitting);
	else if (restsOnAnother) await updatePayload(trx, stored, state, fitting);
	if (mergedIds.length > 0 || stored.state.leadId !== state.leadId) {
		await moveTimeline(trx, [id, ...mergedIds], id, state.leadId);
	}
	if (mergedIds.length > 0) {
		await repointReferences(trx, mergedIds, id);
		await moveAnswers(trx, 'bookings', mergedIds, id, fitting.installation.ownColumns);
		const reason = `This is the same booking as ${id}.`;
		await retireBookings(trx, mergedIds, reason, fitting.installation);
	}
	return id;
}

/** Makes a booking that was deleted softly live again, with a line on the timeline. */
async function restoreBooking(
	trx: Trx,
	id: number,
	state: BookingState,
	fitting: Fitting,
): Promise<void> {
	if (!(await restoreRow(trx, 'bookings', id)) || state.leadId === null) return;
	const line = restoredLine('Booking', state.leadId, id, state.type);
	await insertActivity(trx, { ...line, occurredAt: new Date() }, fitting);
}

/** Points all places of a booking to its row. False if they already did. */
async function pointPlaces(
	trx: Trx,
	{ references }: KnownBookings,
	{ appointment }: PlannedBooking,
	bookingId: number,
): Promise<boolean> {
	const isThere = (place: Reference) =>
		references.some(
			(one) =>
				one.uid === place.uid &&
				one.seatKey === place.seatKey &&
				one.seat === place.seat &&
				one.bookingId === bookingId,
		);
	const missing = appointment.places
		.map((place) => ({ ...place, bookingId }))
		.filter((place) => !isThere(place));
	for (const place of missing) await pointReference(trx, place);
	return missing.length > 0;
}

function outcomeOf(
	{ appointment, id: row, timeline }: PlannedBooking,
	id: number,
	eventKey: string,
): SavedBooking {
	const { entries, state, person } = appointment;
	const at = entries.findIndex((entry) => entry.eventKey === eventKey);
	const others = entries.filter((entry) => entry.eventKey !== eventKey && !entry.edits);
	const stored = (index: number) => Number.isFinite(entries[index]?.id ?? Infinity);
	const named = entries[at]?.people.some((one) => one.person === person) ?? false;
	return {
		id,
		leadId: state.leadId,
		leadCreated: false,
		created: row === null,
		late:
			at >= 0 &&
			others.some((entry) => entries.indexOf(entry) > at && stored(entries.indexOf(entry))),
		first: others.length === 0,
		person: named ? person : null,
		timeline,
	};
}
