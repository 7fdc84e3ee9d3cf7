/**
 * The three Cal.coms that schools use: the cloud of 2026, Cal.com self-hosted of September 2025
 * (with teams), and Cal.diy of May 2026 (without).
 */
export type Dialect = 'cloud' | 'selfHosted2025' | 'calDiy2026';

/** What differs between them, as recorded. */
export interface DialectFacts {
	/** Teams, round robin and reassigning. */
	teams: boolean;
	/** After the `@` of iCal uids. */
	icalDomain: string;
	webUrl: string;
	/** Versions that a webhook may have; null where the field is dropped without an error. */
	webhookVersions: readonly string[] | null;
	/** Whether webhooks in answers show `time`, `timeUnit` and `version`. */
	showsWebhookVersion: boolean;
	/** Events that a webhook may have. */
	triggers: readonly string[];
	/** Whether a cancellation is delivered before the booking is cancelled. */
	deliversCancelBeforeChange: boolean;
	/** Whether the people of a class that is over stay listed. */
	keepsPeopleOfEndedClass: boolean;
	/** Whether the host may move a class as a whole. */
	movesClasses: boolean;
	/** Whether a class without `showAttendeeInfo` hides its people even from its host. */
	hidesSeatsFromHost: boolean;
	/** Whether a seat that is given up while others stay answers 404, without a delivery. */
	losesSeatDeliveries: boolean;
	/** Whether a move with the host's key counts as the host's, though `rescheduledBy` names nobody. */
	hostKeyAcceptsMoves: boolean;
	/** Whether requests to move a booking name the booking. */
	requestsNamePredecessor: boolean;
	/** Routes of a booking that only some servers have. */
	bookingRoutes: readonly string[];
	/** `displayEmail` and `displayGuests` in answers. */
	displayEmails: boolean;
}

const olderTriggers = [
	'BOOKING_CREATED',
	'BOOKING_PAYMENT_INITIATED',
	'BOOKING_PAID',
	'BOOKING_RESCHEDULED',
	'BOOKING_REQUESTED',
	'BOOKING_CANCELLED',
	'BOOKING_REJECTED',
	'BOOKING_NO_SHOW_UPDATED',
	'FORM_SUBMITTED',
	'MEETING_ENDED',
	'MEETING_STARTED',
	'RECORDING_READY',
];
const laterTriggers = [
	'RECORDING_TRANSCRIPTION_GENERATED',
	'OOO_CREATED',
	'AFTER_HOSTS_CAL_VIDEO_NO_SHOW',
	'AFTER_GUESTS_CAL_VIDEO_NO_SHOW',
	'FORM_SUBMITTED_NO_EVENT',
];

export const dialects: Readonly<Record<Dialect, DialectFacts>> = {
	cloud: {
		teams: true,
		icalDomain: 'Cal.com',
		webUrl: 'https://cal.com',
		webhookVersions: ['2021-10-20', '2026-07-27'],
		showsWebhookVersion: true,
		triggers: [
			...olderTriggers,
			'INSTANT_MEETING',
			...laterTriggers,
			'BOOKING_LOCATION_UPDATED',
			'BOOKING_REASSIGNED',
			'INSTANT_MEETING_ACCEPTED',
			'ROUTING_FORM_FALLBACK_HIT',
			'DELEGATION_CREDENTIAL_ERROR',
			'WRONG_ASSIGNMENT_REPORT',
			'CALENDAR_ENTRY_REJECTED',
		],
		deliversCancelBeforeChange: false,
		keepsPeopleOfEndedClass: true,
		movesClasses: true,
		hidesSeatsFromHost: false,
		losesSeatDeliveries: false,
		hostKeyAcceptsMoves: true,
		requestsNamePredecessor: true,
		bookingRoutes: ['by-seat', 'attendees', 'guests', 'location', 'request-reschedule', 'reassign'],
		displayEmails: true,
	},
	selfHosted2025: {
		teams: true,
		icalDomain: 'Cal.com',
		webUrl: 'https://cal.school.example',
		webhookVersions: null,
		showsWebhookVersion: false,
		triggers: [...olderTriggers, 'INSTANT_MEETING', ...laterTriggers],
		deliversCancelBeforeChange: true,
		keepsPeopleOfEndedClass: false,
		movesClasses: false,
		hidesSeatsFromHost: true,
		losesSeatDeliveries: true,
		hostKeyAcceptsMoves: false,
		requestsNamePredecessor: true,
		bookingRoutes: ['reassign'],
		displayEmails: false,
	},
	calDiy2026: {
		teams: false,
		icalDomain: 'Cal.diy',
		webUrl: 'https://cal.school.example',
		webhookVersions: ['2021-10-20'],
		showsWebhookVersion: false,
		triggers: [
			...olderTriggers,
			...laterTriggers,
			'DELEGATION_CREDENTIAL_ERROR',
			'WRONG_ASSIGNMENT_REPORT',
		],
		deliversCancelBeforeChange: true,
		keepsPeopleOfEndedClass: false,
		movesClasses: true,
		hidesSeatsFromHost: false,
		losesSeatDeliveries: false,
		hostKeyAcceptsMoves: true,
		requestsNamePredecessor: false,
		bookingRoutes: ['by-seat', 'attendees', 'guests', 'location', 'reassign'],
		displayEmails: true,
	},
};
