import type { Attendee, BookingEvent } from './event';
import { everyone, type Fact, wholeBooking } from './fact';
import { peopleOf, personKey } from './person';

/** A uid, or a person's seat under it, that points to a booking. */
export interface Reference {
	uid: string;
	/** `wholeBooking` for the uid itself, else a `personKey`. */
	seatKey: string;
	/** Null while the uid is shared by seats, or nothing is known of it yet. */
	bookingId: number | null;
}

/** One appointment that an event speaks of. */
export interface Target {
	/** What shall point to it. */
	references: Array<Omit<Reference, 'bookingId'>>;
	/** The bookings that are already known under these references; more than one are to be merged. */
	bookingIds: number[];
	/** Whether a booking is made when none is known. */
	creates: boolean;
	/** Whether its uids belong to this booking alone. */
	whole: boolean;
	attendee: Attendee | null;
}

/** Whether a fact is about the booking that a reference points to. */
export function covers(reference: Reference, fact: Fact): boolean {
	return (
		reference.uid === fact.uid &&
		(fact.address === everyone ||
			reference.seatKey === wholeBooking ||
			reference.seatKey === fact.address)
	);
}

/** Whose seat a booking is, by all that points to it; null where it is a whole appointment, or more than one seat. */
export function seatOf(references: ReadonlyArray<Pick<Reference, 'seatKey'>>): string | null {
	const [seat, ...others] = new Set(references.map(({ seatKey }) => seatKey));
	return seat && others.length === 0 ? seat : null;
}

/**
 * The appointments that an event speaks of, given all references under its uids.
 * Once a uid is known to be one appointment without seats, everything under it belongs to that one.
 */
export function targetsOf(event: BookingEvent, references: readonly Reference[]): Target[] {
	const { booking, attendee } = event;
	if (!booking) return [];
	const uids = booking.previousUid ? [booking.previousUid, booking.uid] : [booking.uid];
	// News that decides nothing (an unpaid booking, a recording) makes no booking.
	const mayCreate = event.event.kind !== 'other';
	const isWhole = references.some((one) => one.seatKey === wholeBooking && one.bookingId !== null);
	if (booking.scope === 'booking' || isWhole) {
		return [
			{
				references: uids.map((uid) => ({ uid, seatKey: wholeBooking })),
				bookingIds: idsOf(references),
				creates: mayCreate,
				whole: true,
				attendee,
			},
		];
	}
	const seat = (person: Attendee, creates: boolean): Target[] => {
		const seatKey = personKey(person);
		if (!seatKey) return [];
		const known = references.filter((one) => one.seatKey === seatKey);
		return [
			{
				references: uids.map((uid) => ({ uid, seatKey })),
				bookingIds: idsOf(known),
				creates: creates && mayCreate,
				whole: false,
				attendee: person,
			},
		];
	};
	if (booking.scope === 'everyone' || !attendee) {
		const each = idsOf(references).map((id) => ({
			references: [],
			bookingIds: [id],
			creates: false,
			whole: false,
			attendee: null,
		}));
		// Whoever it names was there, whether the news of their seat came before or comes later.
		const named = attendee ? seat(attendee, true) : [];
		return [...each, ...named.filter(({ bookingIds }) => bookingIds.length === 0)];
	}
	return peopleOf(event).flatMap((person) =>
		seat(person, booking.scope === 'seats' || person === attendee),
	);
}

function idsOf(references: readonly Reference[]): number[] {
	const ids = references.flatMap(({ bookingId }) => (bookingId === null ? [] : [bookingId]));
	return [...new Set(ids)].sort((a, b) => a - b);
}
