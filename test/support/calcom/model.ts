export interface User {
	id: number;
	name: string;
	email: string;
	username: string;
	timeZone: string;
	/** The API key; never shown by the API. */
	key: string;
	/** The last day on which the key is valid, as `YYYY-MM-DD`; null: for ever. */
	keyExpires: string | null;
	/** Scopes that are missing; a request that needs one is refused with 403. */
	missingScopes: string[];
}

export interface Team {
	id: number;
	name: string;
	slug: string;
	isOrganization: boolean;
	parentId: number | null;
	members: Array<{ id: number; userId: number; role: 'OWNER' | 'ADMIN' | 'MEMBER' }>;
}

export interface EventType {
	id: number;
	/** Null for the event types of a team. */
	ownerId: number | null;
	teamId: number | null;
	title: string;
	slug: string;
	minutes: number;
	/** The number of seats; null: one person per booking. */
	seats: number | null;
	showAttendeeInfo: boolean;
	requiresConfirmation: boolean;
	price: number;
	/** `frequency` is RRULE's number: 2 is weekly. */
	recurrence: { frequency: number; interval: number; occurrences: number } | null;
	/** Hosts of a round robin. */
	hostIds: number[];
	/** Questions of its own: slug → label. */
	questions: Readonly<Record<string, string>>;
}

export interface Attendee {
	id: number;
	name: string;
	email: string;
	phone: string | null;
	timeZone: string;
	language: string;
	absent: boolean;
	/** Set for people in classes. */
	seatUid: string | null;
	createdAt: number;
	/** Of a seat: its own answers and metadata. */
	answers: Readonly<Record<string, unknown>>;
	metadata: Readonly<Record<string, string>>;
}

export type BookingStatus = 'accepted' | 'pending' | 'cancelled' | 'rejected' | 'awaiting_host';

/** A row of Cal.com's bookings. All times are milliseconds since 1970. */
export interface Booking {
	id: number;
	uid: string;
	title: string;
	/** Null once the event type is deleted. */
	typeId: number | null;
	/** As it was at booking; still read where Cal.com has a copy. */
	type: EventType;
	status: BookingStatus;
	start: number;
	end: number;
	/** Null once the host's account is deleted. */
	hostId: number | null;
	attendees: Attendee[];
	/** Whether the booker was asked for guests. */
	guests: string[] | null;
	/** The booker's answers; null: lost, the API then shows "unknown". */
	answers: Readonly<Record<string, unknown>> | null;
	/** E-mail of the booker; null for classes. */
	booker: string | null;
	metadata: Readonly<Record<string, string>>;
	location: string;
	createdAt: number;
	/** Null only in very old rows. */
	updatedAt: number | null;
	cancellationReason: string | null;
	cancelledBy: string | null;
	reschedulingReason: string | null;
	rescheduledBy: string | null;
	fromUid: string | null;
	toUid: string | null;
	icsUid: string;
	sequence: number;
	seriesUid: string | null;
	paid: boolean;
	absentHost: boolean;
	/** Whether the host asked for another time, so that the guest may still move it. */
	newTimeAsked: boolean;
}

export interface Webhook {
	id: string;
	scope: 'user' | 'eventType' | 'team';
	/** Id of the user, event type, or team (an organization is a team). */
	ownerId: number;
	subscriberUrl: string;
	triggers: string[];
	active: boolean;
	secret: string | null;
	payloadTemplate: string | null;
	version: string;
	time: number | null;
	timeUnit: string | null;
	createdAt: number;
}

/** Whoever books: only the name is needed with a phone number, else the e-mail. */
export interface Person {
	name: string;
	email?: string;
	phone?: string;
	timeZone?: string;
	language?: string;
}

/** The appointment of one person that took place silently, or ended silently. */
export interface SilentEnd {
	why: 'series' | 'seat' | 'type deleted';
	uid: string;
	person: string;
	startsAt: string;
}

/** How the API words a refusal: the five shapes of an error. */
export type RefusalShape =
	/** The envelope with `details`. */
	| 'nest'
	/** `{ statusCode, message }` alone. */
	| 'bare'
	/** The envelope without `details`, with a code of its own. */
	| 'trpc'
	/** The text stands in `details.errors` only. */
	| 'invalid';

/** An action that Cal.com refuses. */
export class Refused extends Error {
	constructor(
		readonly status: number,
		message: string,
		readonly shape: RefusalShape = 'nest',
		readonly code?: string,
		readonly errors?: object[],
	) {
		super(message);
	}
}
