/** Who sends the events. The only provider so far; stored so that another one can stand beside it. */
export const provider = 'cal.com';

/** What one delivery means for a booking. `other` changes no status. */
export const eventKinds = [
	'created',
	'requested',
	'rescheduled',
	'cancelled',
	'rejected',
	'no_show',
	'ended',
	'location_updated',
	'reassigned',
	'other',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** How the event reached us. */
export const eventSources = ['webhook', 'retry', 'manual'] as const;
export type EventSource = (typeof eventSources)[number];

/**
 * Whom an event is about:
 * - `booking`: the uid is one appointment of one person (no seats);
 * - `seats`: the uid is a class, and each person listed holds a seat in it;
 * - `class`: the uid is a class, and the event is about the class as a whole (moved, merged, closed);
 * - `attendees`: the people listed, in a body that doesn't say whether there are seats;
 * - `everyone`: every booking under this uid (a meeting that ended, another link).
 */
export const eventScopes = ['booking', 'seats', 'class', 'attendees', 'everyone'] as const;
export type EventScope = (typeof eventScopes)[number];

/** How often a series repeats. `frequency` is RRULE's number: 0 yearly, 1 monthly, 2 weekly, 3 daily. */
export interface Series {
	frequency: number;
	interval: number;
}

export const bookingStatuses = ['scheduled', 'cancelled', 'completed', 'no_show'] as const;
export type BookingStatus = (typeof bookingStatuses)[number];

export interface Attendee {
	/** Normalised (trimmed, lower case, NFC); null where Cal.com made one up from a phone number. */
	email: string | null;
	firstName: string | null;
	lastName: string | null;
	/** E.164 where it parses, else as typed. */
	phone: string | null;
	timeZone: string | null;
	language: string | null;
	notes: string | null;
	/** Cal.com's reference of the seat (`bookingSeat.referenceUid`, `attendeeSeatId`). */
	seatId: string | null;
	/** Cal.com's row of the attendee: it tells two leaves of one person apart. */
	attendeeId: string | null;
	/** The mark of a no-show event; null in every other event. */
	noShow: boolean | null;
}

export interface Organizer {
	name: string | null;
	email: string | null;
	timeZone: string | null;
}

export interface EventInfo {
	/** Inbox row (`webhook_events.id`); null while the event is not recorded. */
	id: number | null;
	/** Dedupe key: 64 lower-case hex digits, the same for every delivery of the same event. */
	key: string;
	/** Cal.com's trigger event, e.g. `BOOKING_CREATED`. */
	type: string;
	kind: EventKind;
	/** ISO 8601, UTC, milliseconds. */
	occurredAt: string;
	/** The sender's clock was ahead, so `occurredAt` is the time of arrival. */
	clockAhead?: true | undefined;
	source: EventSource;
	/** 1 for the first run of the workflow. */
	attempt: number;
}

export interface BookingChange {
	uid: string;
	/** The uid that this one replaces (immediate predecessor of a reschedule). */
	previousUid: string | null;
	scope: EventScope;
	/** Our booking type (`level_check`, …); null where the event can't tell. */
	type: string | null;
	title: string | null;
	/** The name of the event type; unlike `title`, it holds nobody's name. */
	eventTitle: string | null;
	/** Cal.com's number of the event type. */
	eventTypeId: string | null;
	/** ISO 8601, UTC, milliseconds. */
	startsAt: string | null;
	endsAt: string | null;
	/** When it started before it was moved (Cal.com's `rescheduleStartTime`). */
	movedFrom: string | null;
	/** Set on an occurrence of a series, and on events about the series as a whole. */
	series: Series | null;
	/** The uid of the chain's first booking, as `iCalUID` names it; null where that is this uid. */
	firstUid: string | null;
	/** Cal.com's `iCalSequence`. */
	sequence: number | null;
	/** What the event says of the status; null where it says nothing (no-show, ended). */
	status: 'scheduled' | 'cancelled' | null;
	location: string | null;
	meetingUrl: string | null;
	/** Cancellation or rejection reason. */
	cancellationReason: string | null;
	/** The host asked the guest to pick another time: a cancellation that a later reschedule revives. */
	rescheduleRequested: boolean;
}

/** The one item that every trigger emits and every operation understands. Plain JSON. */
export interface BookingEvent {
	event: EventInfo;
	/** null for events that are about no booking (forms, out of office, …). */
	booking: BookingChange | null;
	/** The person the event is about: the booker, the seat, or the first one listed. */
	attendee: Attendee | null;
	/** Further people the event is about (several seats at once). Never mere guests of a booking without seats. */
	otherAttendees: Attendee[];
	organizer: Organizer | null;
	/** Custom questions: field name → answer. */
	answers: Record<string, unknown>;
}
