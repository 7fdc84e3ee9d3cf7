import { MtlError } from '../domain/errors';
import type { Attendee, BookingEvent } from '../domain/event';
import { factsOf } from '../domain/fact';
import { peopleOf } from '../domain/person';
import { type Target, targetsOf } from '../domain/references';
import type { Db } from '../db/connection';
import { addFact } from '../db/repositories/history';
import { findReferences, lockUids } from '../db/repositories/references';
import { transact } from '../db/transaction';
import { applyFacts, type SavedBooking } from './applyFacts';
import { type LeadOrigin, saveLeads } from './leads';

/**
 * Applies one event: keeps what it says as facts, finds or makes the bookings it speaks of by any uid ever seen
 * for them, and writes what all facts add up to. Running it again, late or in another order ends in the same
 * rows. Locks uids, leads, bookings, in this order.
 *
 * @returns the bookings concerned; none for an event about an appointment that nobody is known for
 * @throws {MtlError} `input` when the event is about no booking
 */
export async function saveBooking(
	db: Db,
	event: BookingEvent,
	origin?: LeadOrigin,
): Promise<SavedBooking[]> {
	const { booking } = event;
	if (!booking) {
		throw new MtlError(
			'input',
			'The item is about no booking: "booking.uid" is empty.',
			'Connect this step to an output that carries bookings, or fill in the fields by hand.',
		);
	}
	const uids = booking.previousUid ? [booking.uid, booking.previousUid] : [booking.uid];
	return await transact(db, async (trx) => {
		const allNew = await lockUids(trx, uids);
		const targets = targetsOf(event, allNew ? [] : await findReferences(trx, { uids }));
		const leads = await saveLeads(trx, event, peopleToSave(event, targets), origin);
		const facts = factsOf(event, new Map([...leads].map(([key, lead]) => [key, lead.id])));
		const saved: SavedBooking[] = [];
		for (const target of targets) {
			const one = await applyFacts(trx, target, facts, allNew);
			if (one) saved.push(one);
		}
		// Facts about people who have no booking yet wait for it.
		for (const fact of facts) await addFact(trx, fact);
		return saved;
	});
}

/**
 * A no-show mark names people by e-mail alone, mere guests too, and other news decides nothing: they make a lead
 * only where they make a booking.
 */
function peopleToSave(event: BookingEvent, targets: readonly Target[]): Attendee[] {
	if (event.event.kind === 'no_show' || event.event.kind === 'other') {
		const made = targets.filter(({ creates, bookingIds }) => creates && bookingIds.length === 0);
		return made.flatMap(({ attendee }) => (attendee ? [attendee] : []));
	}
	return event.booking?.scope === 'seats' ? peopleOf(event) : peopleOf(event).slice(0, 1);
}
