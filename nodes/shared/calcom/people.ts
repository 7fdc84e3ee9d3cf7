import { normaliseEmail } from '../domain/email';
import type { EventScope } from '../domain/event';
import type { Delivery } from './delivery';
import { idOrNull, seatIdOrNull } from './identifiers';
import type { Candidate } from './person';
import { isRescheduleRequest } from './booking';
import { responseText } from './responses';
import type { ListedPerson, News } from './schema';

export type Seating = 'seated' | 'single' | 'unknown';

/**
 * Whether several people may share this uid. Only bodies that say `seatsPerTimeSlot: null` (and the
 * guide's) are certain to be one person's booking.
 */
export function seatingOf({ news, guideStyle }: Delivery): Seating {
	const seats = news.seatsPerTimeSlot;
	const named = seatIdOrNull(news.attendeeSeatId) ?? news.attendees.map(seatOf).find(Boolean);
	if (named || (seats ?? 0) > 0) return 'seated';
	return seats !== undefined || guideStyle ? 'single' : 'unknown';
}

function seatOf({ bookingSeat }: ListedPerson): string | null {
	return seatIdOrNull(bookingSeat?.referenceUid);
}

/**
 * The booker among those listed: whose seat it is, else whom the answers name, else the first. Cal.com reads
 * the list without an order on confirm, cancel and reject, so a guest may stand first.
 */
function bookerOf({ attendees, responses, attendeeSeatId }: News): ListedPerson[] {
	const answered = normaliseEmail(responseText(responses, 'email'));
	const seat = seatIdOrNull(attendeeSeatId);
	const booker =
		attendees.find((one) => seat !== null && seatOf(one) === seat) ??
		attendees.find(({ email }) => answered !== null && normaliseEmail(email) === answered);
	return (booker ? [booker] : attendees).slice(0, 1);
}

/** The booker, where the body is certain about it: snapshots of meetings list guests without saying so. */
function certainBookerOf(news: News): ListedPerson[] {
	const [booker] = bookerOf(news);
	const answered = normaliseEmail(responseText(news.responses, 'email'));
	const certain = news.attendees.length === 1 || normaliseEmail(booker?.email) === answered;
	return booker && certain ? [booker] : [];
}

interface Concerned {
	scope: EventScope;
	people: ListedPerson[];
}

function ofCancelledSeat({ news }: Delivery): Concerned {
	const seat = seatIdOrNull(news.attendeeSeatId);
	const named = news.attendees.filter((one) => one.id !== null || seatOf(one) !== null);
	if (named.length === 1) return { scope: 'seats', people: named };
	// Cal.com names one seat where one was given up, and lists people without seats where the class is over.
	return seat === null
		? { scope: 'class', people: news.attendees }
		: { scope: 'seats', people: bookerOf(news) };
}

function ofMovedSeat({ uid, news }: Delivery): Concerned {
	if (seatIdOrNull(news.attendeeSeatId) !== null) return { scope: 'seats', people: bookerOf(news) };
	const mover = normaliseEmail(news.rescheduledBy);
	const byOrganizer = mover !== null && mover === normaliseEmail(news.organizer?.email);
	const own = news.attendees.filter(({ email }) => mover && normaliseEmail(email) === mover);
	if (uid === idOrNull(news.rescheduleUid) || byOrganizer || own.length === 0) {
		return { scope: 'class', people: news.attendees };
	}
	return { scope: 'seats', people: own.slice(0, 1) };
}

function ofSeats(delivery: Delivery): Concerned {
	const { kind, news } = delivery;
	if (kind === 'cancelled') return ofCancelledSeat(delivery);
	if (kind === 'rescheduled') return ofMovedSeat(delivery);
	return { scope: 'seats', people: bookerOf(news) };
}

function ofNoShow({ type, news }: Delivery): ListedPerson[] {
	if (type !== 'AFTER_GUESTS_CAL_VIDEO_NO_SHOW') {
		return news.attendees.filter(({ noShow }) => noShow !== null);
	}
	const absent = news.guests.filter(({ noShow }) => noShow !== false);
	return absent.length > 0 ? absent : news.attendees.filter(({ noShow }) => noShow === true);
}

const ofEveryone: ReadonlySet<string> = new Set(['ended', 'location_updated', 'reassigned']);

function concernedBy(delivery: Delivery): Concerned {
	const { kind, news } = delivery;
	if (kind === 'no_show') return { scope: 'attendees', people: ofNoShow(delivery) };
	if (ofEveryone.has(kind)) return { scope: 'everyone', people: certainBookerOf(news) };
	switch (seatingOf(delivery)) {
		case 'seated':
			return ofSeats(delivery);
		case 'single':
			return { scope: 'booking', people: bookerOf(news) };
		case 'unknown':
			return {
				scope: 'attendees',
				people: isRescheduleRequest(kind, news) ? bookerFirst(news) : bookerOf(news),
			};
	}
}

function bookerFirst(news: News): ListedPerson[] {
	const [booker] = bookerOf(news);
	const others = news.attendees.filter((one) => one !== booker);
	return booker ? [booker, ...others] : others;
}

/** Whom a delivery is about, and how far it reaches. */
export function peopleOf(delivery: Delivery): { scope: EventScope; candidates: Candidate[] } {
	const { kind, type, news } = delivery;
	const marks = kind === 'no_show';
	const concerned = concernedBy(delivery);
	const people: Array<ListedPerson | null> = [...concerned.people];
	// Only the answers tell; but a class can be empty.
	const isEmpty = news.attendees.length === 0 && people.length === 0;
	if (isEmpty && !marks && concerned.scope !== 'class') people.push(null);
	const absent = type === 'AFTER_GUESTS_CAL_VIDEO_NO_SHOW';
	const candidates = people.map((listed, index) => ({
		listed,
		seatId:
			(people.length === 1 ? seatIdOrNull(news.attendeeSeatId) : null) ??
			(listed && seatOf(listed)),
		noShow: marks ? absent || (listed?.noShow ?? null) : null,
		isBooker: index === 0 && concerned.scope !== 'seats' && concerned.scope !== 'class',
	}));
	return { scope: concerned.scope, candidates };
}
