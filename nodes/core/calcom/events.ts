import type { EventKind } from '../domain/event';

export interface TriggerEventInfo {
	kind: EventKind;
	/** The name shown in lists. */
	label: string;
	description: string;
	/**
	 * Whether Cal.com always names a booking in this event: without a uid, the delivery can't be
	 * read.
	 */
	carriesBooking: boolean;
}

function aboutBooking(kind: EventKind, label: string, description: string): TriggerEventInfo {
	return { kind, label, description, carriesBooking: true };
}

function aboutNoBooking(label: string, description: string): TriggerEventInfo {
	return { kind: 'other', label, description, carriesBooking: false };
}

/** Every trigger event that can be subscribed to (28 in Cal.com's webhook API, 2026). */
export const triggerEvents = {
	BOOKING_CREATED: aboutBooking(
		'created',
		'Booking Created',
		'A booking was made, or a requested one was confirmed by the host',
	),
	BOOKING_REQUESTED: aboutBooking(
		'requested',
		'Booking Requested',
		'A booking, or a new time for one, waits for the host to confirm it',
	),
	BOOKING_RESCHEDULED: aboutBooking(
		'rescheduled',
		'Booking Rescheduled',
		'A booking moved to another time; Cal.com gives it a new uid',
	),
	BOOKING_CANCELLED: aboutBooking(
		'cancelled',
		'Booking Cancelled',
		'A booking or one seat of it was cancelled, or the host asked for another time',
	),
	BOOKING_REJECTED: aboutBooking(
		'rejected',
		'Booking Rejected',
		'The host declined a requested booking',
	),
	BOOKING_NO_SHOW_UPDATED: aboutBooking(
		'no_show',
		'No-Show Updated',
		'The host set or cleared the no-show mark of an attendee',
	),
	MEETING_ENDED: aboutBooking(
		'ended',
		'Meeting Ended',
		'The end of the meeting has passed; sent some minutes late',
	),
	MEETING_STARTED: aboutBooking(
		'other',
		'Meeting Started',
		'The start of the meeting has passed; sent some minutes late',
	),
	AFTER_GUESTS_CAL_VIDEO_NO_SHOW: aboutBooking(
		'no_show',
		'Guests Did Not Join',
		'Guests did not join the Cal Video call in the time set in Cal.com',
	),
	AFTER_HOSTS_CAL_VIDEO_NO_SHOW: aboutBooking(
		'other',
		'Host Did Not Join',
		'A host did not join the Cal Video call in the time set in Cal.com',
	),
	// Cal.com keeps the slot from here on, whether or not the payment arrives.
	BOOKING_PAYMENT_INITIATED: aboutBooking(
		'requested',
		'Payment Initiated',
		'A paid booking was started and is not paid yet',
	),
	BOOKING_PAID: aboutBooking(
		'other',
		'Booking Paid',
		'The payment of a booking arrived; Booking Created is sent as well',
	),
	BOOKING_LOCATION_UPDATED: aboutBooking(
		'location_updated',
		'Location Updated',
		'The place or the link of a booking changed',
	),
	BOOKING_REASSIGNED: aboutBooking(
		'reassigned',
		'Booking Reassigned',
		'A booking went to another host',
	),
	RECORDING_READY: aboutBooking(
		'other',
		'Recording Ready',
		'The recording of a meeting can be downloaded in Cal.com',
	),
	RECORDING_TRANSCRIPTION_GENERATED: aboutBooking(
		'other',
		'Transcription Ready',
		'The transcription of a recording can be downloaded in Cal.com',
	),
	INSTANT_MEETING: aboutBooking('other', 'Instant Meeting', 'Someone asks for a meeting right now'),
	INSTANT_MEETING_ACCEPTED: aboutBooking(
		'other',
		'Instant Meeting Accepted',
		'A host took an instant meeting',
	),
	WRONG_ASSIGNMENT_REPORT: aboutBooking(
		'other',
		'Wrong Assignment Reported',
		'Someone reported that a booking was routed to the wrong host',
	),
	CALENDAR_ENTRY_REJECTED: aboutNoBooking(
		'Calendar Entry Rejected',
		'The calendar entry of a booking was declined',
	), // its body is undocumented
	FORM_SUBMITTED: aboutNoBooking('Form Submitted', 'A routing form was sent'),
	FORM_SUBMITTED_NO_EVENT: aboutNoBooking(
		'Form Submitted Without Booking',
		'A routing form was sent and no booking followed',
	),
	ROUTING_FORM_FALLBACK_HIT: aboutNoBooking(
		'Routing Form Fallback',
		'No rule of a routing form matched',
	),
	OOO_CREATED: aboutNoBooking('Out of Office', 'A host entered an absence'),
	DELEGATION_CREDENTIAL_ERROR: aboutNoBooking(
		'Delegation Credential Error',
		'Cal.com could not use a delegated calendar credential',
	),
	DELEGATION_CREDENTIAL_SECRET_ROTATION_FAILED: aboutNoBooking(
		'Delegation Secret Rotation Failed',
		'The secret of a delegated credential could not be rotated',
	),
	DELEGATION_CREDENTIAL_ROTATION_REQUIRED: aboutNoBooking(
		'Delegation Rotation Required',
		'The secret of a delegated credential must be rotated',
	),
	DELEGATION_CREDENTIAL_SECRET_ROTATED: aboutNoBooking(
		'Delegation Secret Rotated',
		'The secret of a delegated credential was rotated',
	),
} satisfies Record<string, TriggerEventInfo>;

export type TriggerEvent = keyof typeof triggerEvents;

/** Sent by the "Ping test" button; can't be subscribed to. */
export const pingEvent = 'PING';

/** The events that a new trigger listens to. */
export const defaultEvents: readonly TriggerEvent[] = [
	'BOOKING_CREATED',
	'BOOKING_REQUESTED',
	'BOOKING_PAYMENT_INITIATED',
	'BOOKING_RESCHEDULED',
	'BOOKING_CANCELLED',
	'BOOKING_REJECTED',
	'BOOKING_NO_SHOW_UPDATED',
	'BOOKING_LOCATION_UPDATED',
	'BOOKING_REASSIGNED',
	'MEETING_ENDED',
];

/**
 * Whether this trigger event is known. Cal.com adds events, so an unknown event is not an error.
 */
export function isTriggerEvent(type: string): type is TriggerEvent {
	return Object.hasOwn(triggerEvents, type);
}

/** What a trigger event means for a booking; unknown ones are `other`. */
export function kindOf(type: string): EventKind {
	return isTriggerEvent(type) ? triggerEvents[type].kind : 'other';
}
