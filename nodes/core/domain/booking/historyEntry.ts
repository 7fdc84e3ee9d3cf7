import type { Attendee, BookingEvent, BookingChange, BookingStatus, EventKind } from '../event';
import { peopleOf, personKey } from '../person';

/** The seat key of the one booking that a uid without seats is. */
export const wholeBooking = '';
/** The seat key of what concerns every booking under a uid. */
export const everyone = '*';
/** The seat key of what names people, but doesn't say whether the uid has seats. */
export const unknownSeat = '?';

/** What a person may set on a booking; only the keys that were set. */
export interface ManualEdits {
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

/** A person as an event names them. */
export interface NamedPerson {
	/** `personKey`. */
	person: string;
	leadId: number | null;
	/** Cal.com's reference of their seat. */
	seat: string | null;
	attendeeId: string | null;
	noShow: boolean | null;
}

/** Who gives the lesson, as an event names them. */
export interface Teacher {
	/** Normalised e-mail of the organizer. */
	email: string;
	/** Their `users.id` when the event was applied; null where no user has this e-mail. */
	id: number | null;
}

/** What an event says of the booking itself. */
export type Change = Omit<BookingChange, 'uid' | 'previousUid' | 'scope' | 'firstUid'>;

/**
 * One entry of the history of a booking: what one event, or one edit by hand, says. A booking is the fold of its
 * history in causal order (`foldHistory`), so neither the order of arrival nor a repetition changes it.
 */
export interface HistoryEntry {
	/** Position of arrival: entries that were stored earlier have a lower one. */
	id: number;
	/** Dedupe key of the event, or a random key of an edit by hand. */
	eventKey: string;
	kind: EventKind | 'by_hand';
	/** Cal.com's trigger event. */
	type: string;
	/** When it was sent, at the latest when it arrived. ISO 8601, UTC, milliseconds. */
	at: string;
	uid: string;
	/** `wholeBooking`, `everyone`, `unknownSeat`, or the `personKey` of whose seat it is about. */
	seatKey: string;
	/** Whether the event said that the uid is a class. */
	isClass: boolean;
	/** The uid that this one replaces. */
	previousUid: string | null;
	/** The uid of the chain's first booking, where it is another one. */
	firstUid: string | null;
	/** Person and event type: what a series has in common. Null for classes, and where the event names no type. */
	seriesKey: string | null;
	/** Whom it names, the main person first. */
	people: readonly NamedPerson[];
	/** Null for edits by hand. */
	change: Change | null;
	/** Null where the event names no organizer, or teachers are not to be assigned. */
	teacher: Teacher | null;
	edits: ManualEdits | null;
	/** Its time is that of its arrival, because the sender's clock was ahead. */
	clockAhead?: true;
	/** Of an edit by hand: the keys of the events that its booking rested on then. */
	after?: readonly string[];
}

/** What has to be known to turn an event into entries. */
export interface Known {
	/** `personKey` → `leads.id`. */
	leadIds: ReadonlyMap<string, number>;
	/** Null where teachers are not to be assigned. */
	teacher: Teacher | null;
}

/** What an event says: one entry, or one for each seat that it is about. */
export function entriesOf(event: BookingEvent, { leadIds, teacher }: Known): HistoryEntry[] {
	const { booking } = event;
	if (!booking) return [];
	const { uid, previousUid, scope, firstUid: first, ...change } = booking;
	// Only Cal.diy's requests to move a booking need it: their predecessor is named nowhere else.
	const isRequestToMove =
		event.event.kind === 'requested' && scope === 'booking' && previousUid === null;
	const firstUid = isRequestToMove && (change.sequence ?? 0) >= 1 ? first : null;
	const named = peopleOf(event).flatMap((attendee) => namedPerson(attendee, leadIds));
	// Anyone with the reference of a seat can cancel it, so it is kept only where it is needed.
	const seatless = named.map((one) => ({ ...one, seat: null }));
	const entry = (seatKey: string, people: NamedPerson[]): HistoryEntry => ({
		id: Infinity,
		eventKey: event.event.key,
		kind: event.event.kind,
		type: event.event.type,
		at: event.event.occurredAt,
		uid,
		seatKey,
		isClass: scope === 'seats' || scope === 'class',
		previousUid,
		firstUid,
		seriesKey: seriesKeyOf(booking, people[0]?.person ?? null),
		people,
		change,
		teacher,
		edits: null,
		...(event.event.clockAhead && { clockAhead: true as const }),
	});
	switch (scope) {
		case 'booking':
			return [entry(wholeBooking, seatless)];
		case 'attendees':
			return [entry(unknownSeat, seatless)];
		case 'class':
		case 'everyone':
			return [entry(everyone, seatless)];
		case 'seats':
			return named.map((one) => entry(one.person, [one]));
	}
}

function namedPerson(attendee: Attendee, leadIds: ReadonlyMap<string, number>): NamedPerson[] {
	const person = personKey(attendee);
	if (!person) return [];
	const { seatId: seat, attendeeId, noShow } = attendee;
	return [{ person, leadId: leadIds.get(person) ?? null, seat, attendeeId, noShow }];
}

/** A series is one person's, of one event type; classes have none. */
function seriesKeyOf({ scope, eventTypeId }: BookingChange, person: string | null): string | null {
	if (!person || !eventTypeId || eventTypeId.length > 30) return null;
	return scope === 'booking' || scope === 'attendees' ? `${person} ${eventTypeId}` : null;
}
