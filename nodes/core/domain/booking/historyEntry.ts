import {
	type Attendee,
	type BookingEvent,
	type BookingChange,
	type BookingStatus,
	type EventKind,
	isReader,
} from '../event';
import { peopleOf, personKey } from '../person';

/** The seat key of the only booking under a uid without seats. */
export const wholeBooking = '';
/** The seat key of entries about every booking under a uid. */
export const everyone = '*';
/** The seat key of entries that name people, but don't say whether the uid has seats. */
export const unknownSeat = '?';

/** The fields that a person may set on a booking; only the keys that were set. */
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
	levelFound?: string | null;
	/** ISO 8601, UTC. */
	followUpAt?: string | null;
}

/** A person, as named in an event. */
export interface NamedPerson {
	/** `personKey`. */
	person: string;
	leadId: number | null;
	/** Cal.com's reference of their seat. */
	seat: string | null;
	attendeeId: string | null;
	noShow: boolean | null;
}

/** The teacher, as named in an event. */
export interface Teacher {
	/** The organizer's normalised e-mail. */
	email: string;
	/** Their `users.id` when the event was applied; null if no user has this e-mail. */
	id: number | null;
}

/** What an event says about the booking itself. */
export type Change = Omit<BookingChange, 'uid' | 'previousUid' | 'scope' | 'firstUid'>;

/**
 * One entry in the history of a booking: what one event or one manual edit says. A booking is the
 * fold of its history in causal order (`foldHistory`), so neither the order of arrival nor a
 * repetition changes it.
 */
export interface HistoryEntry {
	/** Position of arrival: entries stored earlier have lower ids. */
	id: number;
	/** Dedupe key of the event, or a random key for a manual edit. */
	eventKey: string;
	kind: EventKind | 'by_hand';
	/** Cal.com's trigger event. */
	type: string;
	/** When it was sent, but no later than its arrival. ISO 8601, UTC, milliseconds. */
	at: string;
	uid: string;
	/**
	 * `wholeBooking`, `everyone`, `unknownSeat`, or the `personKey` of the person whose seat it is
	 * about.
	 */
	seatKey: string;
	/** Whether the event says that the uid is a class. */
	isClass: boolean;
	/** The uid that this uid replaces. */
	previousUid: string | null;
	/** The uid of the chain's first booking, if it is different. */
	firstUid: string | null;
	/**
	 * Person and event type, which a series has in common. Null for classes, and if the event names
	 * no event type.
	 */
	seriesKey: string | null;
	/** The people it names, the main person first. */
	people: readonly NamedPerson[];
	/** Null for manual edits. */
	change: Change | null;
	/** Null if the event names no organizer, or teachers are not assigned. */
	teacher: Teacher | null;
	edits: ManualEdits | null;
	/** The lead that the booking link named, verified when the event was applied. */
	linkedLeadId?: number;
	/** Whether its time is the time of arrival, because the sender's clock was ahead. */
	clockAhead?: true;
	/** Whether it was read from Cal.com's API: then it is true after everything said before. */
	read?: true;
	/** For a manual edit: the keys of the events that the booking was based on at the time. */
	after?: readonly string[];
}

/** What must be known to turn an event into entries. */
export interface Known {
	/** `personKey` → `leads.id`. */
	leadIds: ReadonlyMap<string, number>;
	/** Null if teachers are not assigned. */
	teacher: Teacher | null;
	/** The lead that the event's booking link names; null without one. */
	linkedLeadId?: number | null;
}

/** The entries of an event: one, or one for each seat that it is about. */
export function entriesOf(
	event: BookingEvent,
	{ leadIds, teacher, linkedLeadId }: Known,
): HistoryEntry[] {
	const { booking } = event;
	if (!booking) return [];
	const { uid, previousUid, scope, firstUid: first, ...change } = booking;
	// Needed only for Cal.diy's requests to move a booking, which name their predecessor nowhere
	// else.
	const isRequestToMove =
		event.event.kind === 'requested' && scope === 'booking' && previousUid === null;
	const firstUid = isRequestToMove && (change.sequence ?? 0) >= 1 ? first : null;
	const named = peopleOf(event).flatMap((attendee) => namedPerson(attendee, leadIds));
	// Anyone with the reference of a seat can cancel it, so it is stored only where needed.
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
		...(linkedLeadId && { linkedLeadId }),
		...(event.event.clockAhead && { clockAhead: true as const }),
		...(isReader(event.event.source) && { read: true as const }),
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

/** A series belongs to one person and one event type; classes have none. */
function seriesKeyOf({ scope, eventTypeId }: BookingChange, person: string | null): string | null {
	if (!person || !eventTypeId || eventTypeId.length > 30) return null;
	return scope === 'booking' || scope === 'attendees' ? `${person} ${eventTypeId}` : null;
}
