import { personKey, peopleOf } from '../../nodes/shared/domain/person';
import { type BookingState, project } from '../../nodes/shared/domain/project';
import type { BookingEvent } from '../../nodes/shared/domain/event';
import { type Fact, factsOf, wholeBooking } from '../../nodes/shared/domain/fact';
import {
	covers,
	type Reference,
	seatOf,
	type Target,
	targetsOf,
} from '../../nodes/shared/domain/references';

/** A booking as the rules alone make it: what points to it, and what all that is known of it adds up to. */
export interface Appointment {
	references: string[];
	state: BookingState;
}

const leadIds = new Map<string, number>();
const said = new WeakMap<BookingEvent, Fact[]>();

/** Properties ask for the same few events some ten thousand times. */
function factsSaid(event: BookingEvent): Fact[] {
	const known = said.get(event);
	if (known) return known;
	for (const key of peopleOf(event).map(personKey)) {
		if (key && !leadIds.has(key)) leadIds.set(key, leadIds.size + 1);
	}
	const facts = factsOf(event, leadIds);
	said.set(event, facts);
	return facts;
}

/**
 * What events come to by the rules of the domain, in memory: `applyFacts` does the same with rows.
 * Everyone has a lead, whose number follows from the person alone.
 */
export function appointmentsOf(events: readonly BookingEvent[]): Appointment[] {
	const references: Reference[] = [];
	const facts = new Map<string, Fact>();
	let bookings = 0;
	const find = (uid: string, seatKey: string) =>
		references.find((one) => one.uid === uid && one.seatKey === seatKey);
	const point = (uid: string, seatKey: string, bookingId: number | null) => {
		const there = find(uid, seatKey);
		if (!there) references.push({ uid, seatKey, bookingId });
		else there.bookingId = bookingId ?? there.bookingId;
	};
	const apply = (target: Target) => {
		const ids = new Set(target.bookingIds);
		if (ids.size === 0 && !target.creates) return;
		const uids = new Set(target.references.map(({ uid }) => uid));
		// A uid that is one appointment brings along whatever else its booking is known by.
		for (let before = -1; target.whole && before < ids.size + uids.size; ) {
			before = ids.size + uids.size;
			for (const { uid, bookingId } of references) {
				if (bookingId === null) continue;
				if (ids.has(bookingId)) uids.add(uid);
				if (uids.has(uid)) ids.add(bookingId);
			}
		}
		const id = ids.size > 0 ? Math.min(...ids) : ++bookings;
		for (const one of references) if (one.bookingId && ids.has(one.bookingId)) one.bookingId = id;
		for (const { uid, seatKey } of target.references) point(uid, seatKey, id);
		if (!target.whole) return;
		for (const uid of uids) point(uid, wholeBooking, id);
		const seats = references.filter((one) => one.bookingId === id && one.seatKey !== wholeBooking);
		for (const seat of seats) references.splice(references.indexOf(seat), 1);
	};
	for (const event of events) {
		const uids = [event.booking?.uid, event.booking?.previousUid];
		for (const uid of uids) if (uid) point(uid, wholeBooking, null);
		const known = references.filter(({ uid }) => uids.includes(uid));
		targetsOf(event, known).forEach(apply);
		for (const fact of factsSaid(event)) facts.set(`${fact.eventKey} ${fact.address}`, fact);
	}
	const ids = new Set(references.map(({ bookingId }) => bookingId));
	return [...ids].map((id) => {
		const own = references.filter(({ bookingId }) => bookingId === id);
		const known = [...facts.values()].filter((fact) => own.some((one) => covers(one, fact)));
		const names = own.map(({ uid, seatKey }) => `${uid}/${seatKey}`).sort();
		return { references: names, state: project(id === null ? [] : known, seatOf(own)) };
	});
}
