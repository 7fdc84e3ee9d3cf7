/** The sender of the events. The only provider so far; stored so that others can be added. */
export const provider = 'cal.com';

/** The meaning of a delivery for a booking. `other` changes no status. */
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

/** How the event arrived; the last two were read from Cal.com's API. */
export const eventSources = ['webhook', 'retry', 'manual', 'reconcile', 'backfill'] as const;
export type EventSource = (typeof eventSources)[number];
/** Who reads Cal.com's API. */
export type Reader = Extract<EventSource, 'reconcile' | 'backfill'>;

export function isReader(source: unknown): source is Reader {
	return source === 'reconcile' || source === 'backfill';
}

/**
 * The people that an event is about:
 * - `booking`: the uid is one appointment of one person (no seats);
 * - `seats`: the uid is a class, and each person listed holds a seat in it;
 * - `class`: the uid is a class, and the event is about the class as a whole (moved, merged, closed);
 * - `attendees`: the people listed, in a body that doesn't say whether there are seats;
 * - `everyone`: every booking under this uid (a meeting that ended, a new link).
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

/** Who cancelled a booking: the side of the person who booked, or of the school. */
export type CancelledBy = 'guest' | 'host';

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
	/**
	 * Cal.com's id of the attendee row, which distinguishes two cancellations by the same person.
	 */
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
	/** The uid that this uid replaces (the immediate predecessor in a reschedule). */
	previousUid: string | null;
	scope: EventScope;
	/** The booking type (`level_check`, …); null if the event does not tell. */
	type: string | null;
	title: string | null;
	/** The name of the event type; unlike `title`, it contains no names of people. */
	eventTitle: string | null;
	/** Cal.com's number of the event type. */
	eventTypeId: string | null;
	/** ISO 8601, UTC, milliseconds. */
	startsAt: string | null;
	endsAt: string | null;
	/** The start before the move (Cal.com's `rescheduleStartTime`). */
	movedFrom: string | null;
	/** Set for an occurrence of a series, and for events about the series as a whole. */
	series: Series | null;
	/** The uid of the chain's first booking, from `iCalUID`; null if it is this uid. */
	firstUid: string | null;
	/** Cal.com's `iCalSequence`. */
	sequence: number | null;
	/** The status that the event gives; null if it gives none (no-show, ended). */
	status: 'scheduled' | 'cancelled' | null;
	location: string | null;
	meetingUrl: string | null;
	/** Cancellation or rejection reason. */
	cancellationReason: string | null;
	/** Null if the event does not say; self-hosted servers often don't. */
	cancelledBy: CancelledBy | null;
	/**
	 * Whether the host asked the guest to pick another time: a cancellation that a later reschedule
	 * revives.
	 */
	rescheduleRequested: boolean;
}

/** What the address of the booking page said, as `?metadata[…]=…`. The booker can set it. */
export interface BookingLink {
	/** `leadToken` of the lead that the booking is for; not verified yet. */
	lead: string | null;
	/** Where the booker came from. */
	source: string | null;
}

/** The item that every trigger emits and every operation understands. Plain JSON. */
export interface BookingEvent {
	event: EventInfo;
	/** null for events without a booking (forms, out of office, …). */
	booking: BookingChange | null;
	/** The person the event is about: the booker, the seat, or the first one listed. */
	attendee: Attendee | null;
	/** Other people the event is about (several seats). Never guests of a booking without seats. */
	otherAttendees: Attendee[];
	organizer: Organizer | null;
	/** Custom questions: field name → answer. */
	answers: Record<string, unknown>;
	/** Only where the address said something. Never for classes, whose people share one metadata. */
	link?: BookingLink | undefined;
}
