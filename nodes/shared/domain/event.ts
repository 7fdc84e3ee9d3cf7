/** What one delivery means for a booking. `other` is news that changes no status. */
export const eventKinds = [
	'created',
	'requested',
	'rescheduled',
	'cancelled',
	'rejected',
	'no_show',
	'ended',
	'other',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** How the news reached us. */
export type EventSource = 'webhook' | 'retry' | 'replay' | 'manual';

/**
 * Whom an event is about:
 * - `booking`: the uid is one appointment of one person (no seats), and all who knew it otherwise were wrong;
 * - `seats`: the uid is shared by several people, and each one listed has a booking of their own;
 * - `attendees`: the people listed, by a body that doesn't say whether there are seats;
 * - `everyone`: every booking that has this uid (a meeting that ended).
 */
export type EventScope = 'booking' | 'seats' | 'attendees' | 'everyone';

export type BookingStatus = 'scheduled' | 'cancelled' | 'completed' | 'no_show';

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
	/** Cal.com's attendeeSeatId. */
	seatId: string | null;
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
	source: EventSource;
	/** 1 for the first run of the workflow. */
	attempt: number;
}

export interface BookingNews {
	uid: string;
	/** The uid that this one replaces (immediate predecessor of a reschedule). */
	previousUid: string | null;
	scope: EventScope;
	/** Our booking type (`level_check`, …); null where the event can't tell. */
	type: string | null;
	title: string | null;
	/** ISO 8601, UTC, milliseconds. */
	startsAt: string | null;
	endsAt: string | null;
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
	booking: BookingNews | null;
	/** The person the event is about: the booker, the seat, or the first one listed. */
	attendee: Attendee | null;
	/** Further people the event is about (several seats at once). Never mere guests of a booking without seats. */
	otherAttendees: Attendee[];
	organizer: Organizer | null;
	/** Custom questions: field name → answer. */
	answers: Record<string, unknown>;
}
