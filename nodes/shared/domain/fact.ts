import type { Attendee, BookingEvent, BookingNews, BookingStatus } from './event';
import { peopleOf, personKey } from './person';
import { type FactKind, stampOf } from './stamp';

/** Address of a fact about the one booking that a uid is. */
export const wholeBooking = '';
/** Address of a fact about every booking of a uid. */
export const everyone = '*';

/** What a person may set on a booking; only the keys that were set. */
export interface HandEdits {
	leadId?: number;
	type?: string | null;
	title?: string | null;
	startsAt?: string | null;
	endsAt?: string | null;
	status?: BookingStatus;
	location?: string | null;
	meetingUrl?: string | null;
	cancellationReason?: string | null;
	assignedTeacherId?: number | null;
}

/**
 * One thing known about a booking: what one event, or one edit by hand, said of it. A booking is nothing but
 * the sum of its facts (`project`), so neither the order of arrival nor a repetition can change it.
 */
export interface Fact {
	/** `stampOf` of the event; facts are summed up in this order. */
	stamp: string;
	/** Dedupe key of the event, or a random key of a hand edit. */
	eventKey: string;
	kind: FactKind;
	uid: string;
	/** `wholeBooking`, `everyone` or a `personKey`. */
	address: string;
	/** Who it is about, whatever the address; null where the event names nobody. */
	person: string | null;
	leadId: number | null;
	/** Null for hand edits. */
	news: Omit<BookingNews, 'uid' | 'previousUid' | 'scope' | 'rescheduleRequested'> | null;
	noShow: boolean | null;
	edits: HandEdits | null;
}

/**
 * What an event says, one fact for each booking or person it is about.
 *
 * @param leadIds person key → `leads.id`
 */
export function factsOf(event: BookingEvent, leadIds: ReadonlyMap<string, number>): Fact[] {
	const { booking } = event;
	if (!booking) return [];
	const { type, title, startsAt, endsAt, status, location, meetingUrl, cancellationReason } =
		booking;
	const fact = (address: string, attendee: Attendee | null): Fact => {
		const person = attendee && personKey(attendee);
		return {
			stamp: stampOf(event.event.occurredAt, event.event.kind, event.event.key),
			eventKey: event.event.key,
			kind: event.event.kind,
			uid: booking.uid,
			address,
			person,
			leadId: (person && leadIds.get(person)) || null,
			news: { type, title, startsAt, endsAt, status, location, meetingUrl, cancellationReason },
			noShow: attendee?.noShow ?? null,
			edits: null,
		};
	};
	if (booking.scope === 'booking') return [fact(wholeBooking, event.attendee)];
	if (booking.scope === 'everyone') return [fact(everyone, event.attendee)];
	const people = peopleOf(event).flatMap((attendee) => {
		const address = personKey(attendee);
		return address ? [fact(address, attendee)] : [];
	});
	// A cancellation that names nobody cancels whatever the uid stands for.
	return people.length > 0 ? people : [fact(everyone, null)];
}
