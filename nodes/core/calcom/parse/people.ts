import { normaliseEmail } from '../../domain/values/email';
import type { EventScope } from '../../domain/event';
import type { OpenedDelivery } from './delivery';
import { idOrNull, seatIdOrNull } from './identifiers';
import type { Candidate } from './person';
import { isRescheduleRequest } from './booking';
import { responseText } from './responses';
import type { ListedPerson, CalComPayload } from '../payload';

export type Seating = 'seated' | 'single' | 'unknown';

/**
 * Whether several people may share this uid. Only bodies with `seatsPerTimeSlot: null` (and the
 * guide's bodies) certainly belong to one person.
 */
export function seatingOf({ payload, guideStyle }: OpenedDelivery): Seating {
	const seats = payload.seatsPerTimeSlot;
	const named = seatIdOrNull(payload.attendeeSeatId) ?? payload.attendees.map(seatOf).find(Boolean);
	if (named || (seats ?? 0) > 0) return 'seated';
	return seats !== undefined || guideStyle ? 'single' : 'unknown';
}

function seatOf({ bookingSeat }: ListedPerson): string | null {
	return seatIdOrNull(bookingSeat?.referenceUid);
}

/**
 * The booker among the people listed: the person with the seat, else the person named in the
 * answers, else the first. On confirm, cancel and reject, Cal.com reads the list without an order,
 * so a guest may come first.
 */
function bookerOf({ attendees, responses, attendeeSeatId }: CalComPayload): ListedPerson[] {
	const answered = normaliseEmail(responseText(responses, 'email'));
	const seat = seatIdOrNull(attendeeSeatId);
	const booker =
		attendees.find((one) => seat !== null && seatOf(one) === seat) ??
		attendees.find(({ email }) => answered !== null && normaliseEmail(email) === answered);
	return (booker ? [booker] : attendees).slice(0, 1);
}

/**
 * The booker, if the body is certain about it: snapshots of meetings list guests without marking
 * them.
 */
function certainBookerOf(payload: CalComPayload): ListedPerson[] {
	const [booker] = bookerOf(payload);
	const answered = normaliseEmail(responseText(payload.responses, 'email'));
	const certain = payload.attendees.length === 1 || normaliseEmail(booker?.email) === answered;
	return booker && certain ? [booker] : [];
}

interface Concerned {
	scope: EventScope;
	people: ListedPerson[];
}

function ofCancelledSeat({ payload }: OpenedDelivery): Concerned {
	const seat = seatIdOrNull(payload.attendeeSeatId);
	const named = payload.attendees.filter((one) => one.id !== null || seatOf(one) !== null);
	if (named.length === 1) return { scope: 'seats', people: named };
	// When a seat is given up, Cal.com names that seat; when a class is over, it lists people
	// without seats.
	return seat === null
		? { scope: 'class', people: payload.attendees }
		: { scope: 'seats', people: bookerOf(payload) };
}

function ofMovedSeat({ uid, payload }: OpenedDelivery): Concerned {
	if (seatIdOrNull(payload.attendeeSeatId) !== null)
		return { scope: 'seats', people: bookerOf(payload) };
	const mover = normaliseEmail(payload.rescheduledBy);
	const byOrganizer = mover !== null && mover === normaliseEmail(payload.organizer?.email);
	const own = payload.attendees.filter(({ email }) => mover && normaliseEmail(email) === mover);
	if (uid === idOrNull(payload.rescheduleUid) || byOrganizer || own.length === 0) {
		return { scope: 'class', people: payload.attendees };
	}
	return { scope: 'seats', people: own.slice(0, 1) };
}

function ofSeats(delivery: OpenedDelivery): Concerned {
	const { kind, payload } = delivery;
	if (kind === 'cancelled') return ofCancelledSeat(delivery);
	if (kind === 'rescheduled') return ofMovedSeat(delivery);
	return { scope: 'seats', people: bookerOf(payload) };
}

function ofNoShow({ type, payload }: OpenedDelivery): ListedPerson[] {
	if (type !== 'AFTER_GUESTS_CAL_VIDEO_NO_SHOW') {
		return payload.attendees.filter(({ noShow }) => noShow !== null);
	}
	const absent = payload.guests.filter(({ noShow }) => noShow !== false);
	return absent.length > 0 ? absent : payload.attendees.filter(({ noShow }) => noShow === true);
}

const ofEveryone: ReadonlySet<string> = new Set(['ended', 'location_updated', 'reassigned']);

function concernedBy(delivery: OpenedDelivery): Concerned {
	const { kind, payload } = delivery;
	if (kind === 'no_show') return { scope: 'attendees', people: ofNoShow(delivery) };
	if (ofEveryone.has(kind)) return { scope: 'everyone', people: certainBookerOf(payload) };
	switch (seatingOf(delivery)) {
		case 'seated':
			return ofSeats(delivery);
		case 'single':
			return { scope: 'booking', people: bookerOf(payload) };
		case 'unknown':
			return {
				scope: 'attendees',
				people: isRescheduleRequest(kind, payload) ? bookerFirst(payload) : bookerOf(payload),
			};
	}
}

function bookerFirst(payload: CalComPayload): ListedPerson[] {
	const [booker] = bookerOf(payload);
	const others = payload.attendees.filter((one) => one !== booker);
	return booker ? [booker, ...others] : others;
}

/** The people that a delivery is about, and its scope. */
export function candidatesOf(delivery: OpenedDelivery): {
	scope: EventScope;
	candidates: Candidate[];
} {
	const { kind, type, payload } = delivery;
	const marks = kind === 'no_show';
	const concerned = concernedBy(delivery);
	const people: Array<ListedPerson | null> = [...concerned.people];
	// Only the answers name a person; but a class can be empty.
	const isEmpty = payload.attendees.length === 0 && people.length === 0;
	if (isEmpty && !marks && concerned.scope !== 'class') people.push(null);
	const absent = type === 'AFTER_GUESTS_CAL_VIDEO_NO_SHOW';
	const candidates = people.map((listed, index) => ({
		listed,
		seatId:
			(people.length === 1 ? seatIdOrNull(payload.attendeeSeatId) : null) ??
			(listed && seatOf(listed)),
		noShow: marks ? absent || (listed?.noShow ?? null) : null,
		isBooker: index === 0 && concerned.scope !== 'seats' && concerned.scope !== 'class',
	}));
	return { scope: concerned.scope, candidates };
}
