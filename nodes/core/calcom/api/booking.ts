import * as z from 'zod/v4';

import { normaliseEmail } from '../../domain/values/email';

/** Someone on the list of attendees. */
export interface ApiPerson {
	name: string | null;
	email: string;
	phone: string | null;
	timeZone: string | null;
	language: string | null;
	/** Whether the person is marked as a no-show. */
	absent: boolean;
	/** Cal.com's reference of the seat; null without seats. */
	seat: string | null;
	/** The person's own answers. */
	answers: Record<string, unknown>;
}

/** A booking as Cal.com's API shows it (`cal-api-version` 2024-08-13). Times are ISO 8601 in UTC. */
export interface ApiBooking {
	uid: string;
	/** `accepted`, `pending`, `cancelled`, `rejected`, or a status that is newer than this package. */
	status: string;
	title: string | null;
	startsAt: string;
	endsAt: string;
	location: string | null;
	host: { name: string | null; email: string } | null;
	/** Null if the event type was deleted. */
	eventTypeId: number | null;
	/** The same for all occurrences of a series. */
	seriesUid: string | null;
	previousUid: string | null;
	nextUid: string | null;
	/** Why it was cancelled or rejected; Cal.com shows other reasons under the same name. */
	reason: string | null;
	/** The e-mail address of who cancelled it; null if the server does not say. */
	cancelledBy: string | null;
	createdAt: string;
	/** Null on very old bookings. Seats and no-show marks do not change it. */
	updatedAt: string | null;
	icsUid: string | null;
	metadata: Record<string, unknown>;
	isClass: boolean;
	/** The person who booked; null for a class, or if the server does not say who it is. */
	booker: ApiPerson | null;
	/** The people who sit in a class; empty without seats. */
	seats: ApiPerson[];
	/** The other attendees. */
	guests: ApiPerson[];
	/** Whether no attendee is shown: everyone has left, or the server hides them. */
	showsNobody: boolean;
}

const text = z.string().nullish().catch(null);
const record = z.record(z.string(), z.unknown()).catch({});

const attendeeSchema = z.object({
	name: text,
	email: z.string(),
	phoneNumber: text,
	timeZone: text,
	language: text,
	absent: z.boolean().catch(false),
	seatUid: text,
	bookingFieldsResponses: record,
});

const bookingSchema = z.object({
	uid: z.string(),
	status: z.string(),
	title: text,
	start: z.string(),
	end: z.string(),
	location: text,
	hosts: z.array(z.object({ name: text, email: text })).catch([]),
	eventTypeId: z.number().nullish().catch(null),
	recurringBookingUid: text,
	rescheduledFromUid: text,
	rescheduledToUid: text,
	cancellationReason: text,
	cancelledByEmail: text,
	reschedulingReason: text,
	createdAt: z.string(),
	updatedAt: text,
	icsUid: text,
	metadata: record,
	attendees: z.array(attendeeSchema),
	guests: z.array(z.string()).catch([]),
	bookingFieldsResponses: record,
});

/** What the API puts where a value is missing; it must never become a person or a value. */
const unknown = 'unknown';

/** The booking that a row of the API describes; null if the row has another form. */
export function apiBookingOf(row: unknown): ApiBooking | null {
	const parsed = bookingSchema.safeParse(row);
	if (!parsed.success) return null;
	const { data } = parsed;
	const people = data.attendees.map((attendee): ApiPerson => personOf(attendee));
	const isClass = people.some(({ seat }) => seat !== null);
	const booker = isClass ? null : bookerOf(people, data);
	const isOver = data.status === 'cancelled' || data.status === 'rejected';
	const [host] = data.hosts;
	return {
		uid: data.uid,
		status: data.status,
		title: data.title || null,
		startsAt: data.start,
		endsAt: data.end,
		location: data.location || null,
		host:
			host?.email && host.email !== unknown ? { name: host.name || null, email: host.email } : null,
		eventTypeId: data.eventTypeId ?? null,
		seriesUid: data.recurringBookingUid || null,
		previousUid: data.rescheduledFromUid || null,
		nextUid: data.rescheduledToUid || null,
		reason: isOver ? data.cancellationReason || null : null,
		cancelledBy: data.status === 'cancelled' ? data.cancelledByEmail || null : null,
		createdAt: data.createdAt,
		updatedAt: data.updatedAt || null,
		icsUid: data.icsUid || null,
		metadata: data.metadata,
		isClass,
		booker,
		seats: people.filter(({ seat }) => seat !== null),
		guests: isClass ? [] : people.filter((person) => person !== booker),
		showsNobody: people.length === 0,
	};
}

function personOf(attendee: z.infer<typeof attendeeSchema>): ApiPerson {
	const { name, email, phoneNumber, timeZone, language, absent, seatUid } = attendee;
	const answers = attendee.bookingFieldsResponses;
	const answered = answers['attendeePhoneNumber'];
	return {
		name: name || null,
		email,
		phone: phoneNumber || (typeof answered === 'string' ? answered : null) || null,
		timeZone: timeZone || null,
		language: language || null,
		absent,
		seat: seatUid || null,
		answers,
	};
}

/**
 * The booker is the attendee whom the answers name. The list has no order, and a server can show
 * the answers of another family: then only an attendee who is the only one left beside the guests is
 * certain.
 */
function bookerOf(
	people: readonly ApiPerson[],
	row: z.infer<typeof bookingSchema>,
): ApiPerson | null {
	const { bookingFieldsResponses: answers, guests, reschedulingReason } = row;
	const named = typeof answers['email'] === 'string' ? normaliseEmail(answers['email']) : null;
	const booker = people.find(({ email }) => named !== null && normaliseEmail(email) === named);
	if (booker && reschedulingReason !== unknown) {
		booker.answers = answers;
		return booker;
	}
	const asGuests = new Set(guests.map(normaliseEmail));
	const [first, ...others] = people.filter(({ email }) => !asGuests.has(normaliseEmail(email)));
	return first && others.length === 0 ? first : null;
}
