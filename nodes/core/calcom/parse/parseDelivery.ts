import type { Attendee, BookingEvent, BookingChange } from '../../domain/event';
import type { ParseSettings } from '../../domain/parseSettings';
import { isRecord } from '../../domain/values/text';
import { readBooking, readLink, readOrganizer } from './booking';
import { cleanPayload } from '../secrets/clean';
import { keyOfBody, keyOfBooking } from '../dedupeKey';
import { occurredAt, openDelivery, type OpenedDelivery } from './delivery';
import { isTriggerEvent, triggerEvents } from '../events';
import { candidatesOf } from './people';
import { readPerson, type ReadPerson } from './person';
import { answersOf } from './responses';
import { noBookingTime, noEmail, noEventType, noUid } from './unreadable';

export { eventTypeOf } from './delivery';

export type ParseResult =
	| { ok: true; event: BookingEvent }
	/** `reason` is a sentence for people, without personal data. */
	| { ok: false; reason: string; type: string | null; uid: string | null };

type Part = Pick<
	BookingEvent,
	'booking' | 'attendee' | 'otherAttendees' | 'organizer' | 'answers' | 'link'
>;

const needsBooker = new Set(['created', 'requested', 'rescheduled']);

function build(delivery: OpenedDelivery, key: string, receivedAt: Date, part: Part): BookingEvent {
	const { type, kind, source } = delivery;
	const time = occurredAt(delivery, receivedAt);
	const ahead = delivery.sentAt !== null && delivery.sentAt > time;
	const info = { id: null, key, type, kind, occurredAt: time, source };
	return { event: { ...info, attempt: 1, ...(ahead && { clockAhead: true as const }) }, ...part };
}

/**
 * The people who can be told apart, by e-mail (made-up ones contain a phone number) or seat;
 * duplicates removed.
 */
function known(people: ReadPerson[]): ReadPerson[] {
	const seen = new Set<string | null>();
	return people.filter(({ hasAddress, attendee: { email, seatId, phone } }) => {
		const key = seatId ?? email ?? phone;
		if ((!hasAddress && seatId === null) || seen.has(key)) return false;
		seen.add(key);
		return true;
	});
}

function partOf(booking: BookingChange, people: ReadPerson[], delivery: OpenedDelivery): Part {
	const attendees: Attendee[] = people.map(({ attendee }) => attendee);
	const [attendee = null, ...otherAttendees] = attendees;
	const link = readLink(booking.scope, delivery.payload);
	return {
		booking,
		attendee,
		otherAttendees,
		organizer: readOrganizer(delivery.payload),
		answers: people[0]?.responses ? answersOf(delivery.payload, people[0].responses) : {},
		...(link && { link }),
	};
}

/**
 * Turns a parsed body from Cal.com into the one event that everything else understands. Takes every
 * shape Cal.com is known to send (envelope, flat meetings, `bookingUid`, nested booking) and the
 * guide's bodies. Never throws.
 * @param body from `parseBody`, or the stored body of an inbox row; credentials are removed first,
 * so that both are read alike
 * @param receivedAt used if the body has no time
 * @returns an event without an inbox row (`id` null), first attempt, whose source is 'webhook' or
 * the reader of Cal.com's API that made the body; or the
 * reason why there is none
 */
export function parseDelivery(
	body: Record<string, unknown>,
	settings: ParseSettings,
	receivedAt: Date,
): ParseResult {
	const cleaned = cleanPayload(body);
	const delivery = isRecord(cleaned) ? openDelivery(cleaned) : null;
	if (!isRecord(cleaned) || delivery === null) {
		return { ok: false, reason: noEventType, type: null, uid: null };
	}
	const { type, kind, payload, uid, sentAt } = delivery;
	if (uid === null) {
		if (isTriggerEvent(type) && triggerEvents[type].carriesBooking) {
			return { ok: false, reason: noUid(delivery.malformed), type, uid };
		}
		const nothing = { booking: null, attendee: null, otherAttendees: [], organizer: null };
		const key = keyOfBody(type, cleaned, sentAt);
		return { ok: true, event: build(delivery, key, receivedAt, { ...nothing, answers: {} }) };
	}
	const { scope, candidates } = candidatesOf(delivery);
	const read = candidates.map((one) => readPerson(one, payload, settings));
	const booking = readBooking({ uid, kind, scope, payload }, settings);
	if (needsBooker.has(kind)) {
		if (booking.startsAt === null) {
			return { ok: false, reason: noBookingTime(payload.startTime === null), type, uid };
		}
		if (scope !== 'class' && !read.some(({ hasAddress }) => hasAddress)) {
			return { ok: false, reason: noEmail(payload.attendees.length > 0), type, uid };
		}
	}
	const people = known(read);
	const key = keyOfBooking(
		delivery,
		booking,
		people.map(({ attendee }) => attendee),
		cleaned,
	);
	return { ok: true, event: build(delivery, key, receivedAt, partOf(booking, people, delivery)) };
}
