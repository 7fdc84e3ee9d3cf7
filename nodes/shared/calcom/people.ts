import { normaliseEmail } from '../domain/email';
import type { EventScope } from '../domain/event';
import type { Delivery } from './delivery';
import { idOrNull, seatIdOrNull } from './identifiers';
import type { Candidate } from './person';
import { isRescheduleRequest } from './booking';
import type { ListedPerson } from './schema';

export type Seating = 'seated' | 'single' | 'unknown';

/**
 * Whether several people may share this uid. Only bodies that say `seatsPerTimeSlot: null` (and the
 * guide's) are certain to be one person's booking.
 */
export function seatingOf({ news, guideStyle }: Delivery): Seating {
	const seats = news.seatsPerTimeSlot;
	if (seatIdOrNull(news.attendeeSeatId) !== null || (seats ?? 0) > 0) return 'seated';
	return seats !== undefined || guideStyle ? 'single' : 'unknown';
}

function ofSeats({ kind, uid, news }: Delivery): ListedPerson[] {
	const listed = news.attendees;
	const hasSeatId = seatIdOrNull(news.attendeeSeatId) !== null;
	// One leaver, or everyone: the list holds exactly those who are out.
	if (kind === 'cancelled') return listed;
	// The people who already sat in the new slot follow the one who moved.
	if (hasSeatId) return listed.slice(0, 1);
	if (kind !== 'rescheduled') return listed;
	const mover = normaliseEmail(news.rescheduledBy);
	const byOrganizer = mover !== null && mover === normaliseEmail(news.organizer?.email);
	if (uid === idOrNull(news.rescheduleUid) || byOrganizer) return listed;
	const own = listed.filter(({ email }) => mover !== null && normaliseEmail(email) === mover);
	return (own.length > 0 ? own : listed).slice(0, 1);
}

function ofNoShow({ type, news }: Delivery): ListedPerson[] {
	if (type !== 'AFTER_GUESTS_CAL_VIDEO_NO_SHOW') {
		return news.attendees.filter(({ noShow }) => noShow !== null);
	}
	const absent = news.guests.filter(({ noShow }) => noShow !== false);
	return absent.length > 0 ? absent : news.attendees.filter(({ noShow }) => noShow === true);
}

function listedFor(delivery: Delivery, seating: Seating): ListedPerson[] {
	const { kind, news } = delivery;
	if (kind === 'no_show') return ofNoShow(delivery);
	if (kind === 'ended' || seating === 'single') return news.attendees.slice(0, 1);
	if (seating === 'seated') return ofSeats(delivery);
	return isRescheduleRequest(kind, news) ? news.attendees : news.attendees.slice(0, 1);
}

function scopeOf({ kind }: Delivery, seating: Seating): EventScope {
	if (kind === 'ended') return 'everyone';
	if (kind === 'no_show' || seating === 'unknown') return 'attendees';
	return seating === 'seated' ? 'seats' : 'booking';
}

/** Whom a delivery is about, and how far it reaches. */
export function peopleOf(delivery: Delivery): { scope: EventScope; candidates: Candidate[] } {
	const { kind, type, news } = delivery;
	const seating = seatingOf(delivery);
	const marks = kind === 'no_show';
	const people: Array<ListedPerson | null> = listedFor(delivery, seating);
	if (news.attendees.length === 0 && people.length === 0 && !marks) people.push(null);
	const absent = type === 'AFTER_GUESTS_CAL_VIDEO_NO_SHOW';
	const candidates = people.map((listed, index) => ({
		listed,
		seatId: people.length === 1 ? seatIdOrNull(news.attendeeSeatId) : null,
		noShow: marks ? absent || (listed?.noShow ?? null) : null,
		isBooker: index === 0 && seating !== 'seated',
	}));
	return { scope: scopeOf(delivery, seating), candidates };
}
