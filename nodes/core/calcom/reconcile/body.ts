import type { Reader } from '../../domain/event';
import type { ApiBooking, ApiPerson } from '../api/booking';
import type { TriggerEvent } from '../events';

/** What a body says beyond the booking itself. */
export interface BodyParts {
	/** When it happened. ISO 8601, UTC. */
	at: string;
	/** The people it is about; all of them by default. */
	people?: readonly ApiPerson[];
	previousUid?: string | null;
	/** The start before the move. */
	movedFrom?: string | null;
	/** Whether it is a mark: only then people say whether they are absent. */
	marks?: boolean;
	status?: 'ACCEPTED' | 'PENDING' | 'CANCELLED' | 'REJECTED';
	/** Whether the uid is a class; by default, if the row shows seats. */
	seated?: boolean;
	/** Cal.com's reference of the seat that it is about. */
	seat?: string | null;
}

/**
 * The body that Cal.com would have delivered, made from what its API shows, so that an event found
 * there is stored, read, erased and replayed like every other.
 */
export function bodyOf(
	triggerEvent: TriggerEvent,
	row: ApiBooking,
	reader: Reader,
	parts: BodyParts,
): Record<string, unknown> {
	const { at, marks = false, previousUid = null, movedFrom = null, seat = null } = parts;
	const people = parts.people ?? (row.isClass ? row.seats : [row.booker, ...row.guests]);
	const { seated = row.isClass } = parts;
	const { booker } = row;
	return {
		triggerEvent,
		createdAt: at,
		readBy: reader,
		payload: {
			uid: row.uid,
			bookingUid: row.uid,
			title: row.title,
			eventTypeId: row.eventTypeId,
			startTime: row.startsAt,
			endTime: row.endsAt,
			status: parts.status ?? (row.status === 'pending' ? 'PENDING' : 'ACCEPTED'),
			location: row.location,
			organizer: row.host,
			attendees: people.flatMap((one) => (one ? [attendeeOf(one, seated, marks)] : [])),
			responses: booker && !seated ? responsesOf(booker) : {},
			metadata: row.metadata,
			seatsPerTimeSlot: seated ? Math.max(row.seats.length, 1) : null,
			attendeeSeatId: seat,
			iCalUID: row.icsUid,
			...(previousUid && { rescheduleUid: previousUid }),
			...(movedFrom && { rescheduleStartTime: movedFrom }),
			...(row.reason && { cancellationReason: row.reason }),
			...(row.cancelledBy && { cancelledBy: row.cancelledBy }),
		},
	};
}

function attendeeOf(person: ApiPerson, seated: boolean, marks: boolean) {
	const { name, email, phone, timeZone, language, seat, absent } = person;
	const bookingSeat = seat && { referenceUid: seat, data: { responses: responsesOf(person) } };
	return {
		name,
		email,
		phoneNumber: phone,
		timeZone,
		language: { locale: language },
		...(marks && { noShow: absent }),
		// A cancellation that names no attendee would close the class.
		...(seated && { id: seat ?? email, ...(bookingSeat && { bookingSeat }) }),
	};
}

/** Answers as deliveries write them: each with its value in an object. */
function responsesOf({ answers, email }: ApiPerson): Record<string, unknown> {
	const own = Object.entries({ ...answers, email }).filter(([name]) => !repeated.has(name));
	return Object.fromEntries(own.map(([name, value]) => [name, { value }]));
}

/** What the API adds to the answers of a person. */
const repeated = new Set(['displayEmail', 'displayGuests', 'rescheduledReason']);
