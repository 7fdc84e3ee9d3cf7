import type { Attendee, BookingEvent } from '../event';
import { peopleOf, personIdentity } from '../person';
import { fabricatedEmail } from '../values/email';
import { toUtcIso } from '../values/instant';
import { isRecord } from '../values/text';
import {
	type Erasures,
	erasedPeople,
	identitiesIn,
	markOfUid,
	seatPlace,
	type ToldBooking,
} from './erasures';
import { personMatcher, type PersonMatcher } from './personMatcher';
import { namesIn, withoutPerson } from './withoutPerson';

/**
 * What is left of an event without the people who stay erased: everything, the other people, or
 * nothing. `gone` are those people (`personIdentity`), `matcher` finds them in texts.
 */
export type EventLeft =
	| { of: 'all' }
	| { of: 'others'; event: BookingEvent; gone: string[]; matcher: PersonMatcher }
	| { of: 'nothing'; gone: string[] };

const identitiesOf = (people: readonly Attendee[]) =>
	people.flatMap((person) => personIdentity(person) ?? []);

/** Every place that an event names, and the seats of these people. */
export function placesIn(event: BookingEvent, people: readonly Attendee[]): string[] {
	if (!event.booking) return [];
	const { uid, previousUid, firstUid } = event.booking;
	const seats = people.flatMap(({ seatId }) => (seatId ? [seatPlace(seatId)] : []));
	return [uid, previousUid, firstUid, ...seats].filter((place) => place !== null);
}

/**
 * The places that tell whether an event is about an erased booking. A person may take a seat in the
 * same class again: a seat is judged by its own reference and by where it came from.
 */
function decidingPlaces(event: BookingEvent): string[] {
	const { booking } = event;
	const people = peopleOf(event);
	if (booking?.scope !== 'seats') return placesIn(event, []);
	const seats = placesIn(event, people).filter((place) => place.startsWith(seatPlace('')));
	const { uid, previousUid } = booking;
	if (!takesSeat(event)) return seats.length > 0 ? seats : [uid];
	return event.event.kind === 'rescheduled' ? [...seats, previousUid ?? uid] : seats;
}

/** Whether an event takes a person into a class. */
export function takesSeat({ event: { kind }, booking }: BookingEvent): boolean {
	return booking?.scope === 'seats' && ['created', 'requested', 'rescheduled'].includes(kind);
}

/**
 * What an event tells about everyone named in its body.
 *
 * @param body parsed JSON; its `createdAt` is when it was sent, or for meetings when the booking
 * was made
 */
export function toldBy(event: BookingEvent, body: unknown): ToldBooking {
	const { booking } = event;
	const createdAt = isRecord(body) ? body['createdAt'] : null;
	const times = [
		event.event.occurredAt,
		booking?.startsAt,
		booking?.movedFrom,
		toUtcIso(typeof createdAt === 'string' ? createdAt : null),
	].flatMap((time) => (time ? [Date.parse(time)] : []));
	return {
		people: [...new Set([...identitiesOf(peopleOf(event)), ...identitiesIn(body)])],
		places: decidingPlaces(event),
		madeBy: new Date(Math.min(...times)),
	};
}

/**
 * An event without the people who stay erased.
 *
 * @param country of phone numbers without a country code
 */
export function eventLeft(
	event: BookingEvent,
	body: unknown,
	erasures: Erasures,
	country: string,
): EventLeft {
	if (erasures.size === 0) return { of: 'all' };
	const told = toldBy(event, body);
	const gone = erasedPeople(told, erasures);
	const alone = told.places.some((place) => erasures.has(markOfUid(place)));
	const isTheirs = alone || listsOnly(body, gone);
	if (isNothingLeft(event, gone, { alone, isTheirs })) return { of: 'nothing', gone };
	if (gone.length === 0) return { of: 'all' };
	const matcher = matcherOf(event, body, gone, country);
	return { of: 'others', event: withoutPeople(event, gone, matcher), gone, matcher };
}

/** Whether a delivery lists attendees, and only these. */
function listsOnly(body: unknown, people: readonly string[]): boolean {
	const payload = isRecord(body) && isRecord(body['payload']) ? body['payload'] : body;
	const listed = isRecord(payload) ? payload['attendees'] : null;
	if (!Array.isArray(listed) || listed.length === 0) return false;
	return listed.every((one) => identitiesIn(one).some((identity) => people.includes(identity)));
}

/**
 * @param alone whether it is about an appointment that an erased person had alone
 * @param isTheirs whether it is about no one else
 */
function isNothingLeft(
	event: BookingEvent,
	gone: readonly string[],
	{ alone, isTheirs }: { alone: boolean; isTheirs: boolean },
): boolean {
	const scope = event.booking?.scope;
	if (!scope) return gone.length > 0;
	if (scope === 'booking' && alone) return true;
	const named = peopleOf(event).map((person) => personIdentity(person) ?? '');
	const isAboutEach = scope === 'seats' || scope === 'class' || event.event.kind === 'no_show';
	// Guests come after the booker.
	const decide = isAboutEach ? named : named.slice(0, 1);
	if (decide.length === 0) return alone && scope !== 'class';
	// The event of a meeting that ended names only the first of all participants.
	return decide.every((one) => gone.includes(one)) && (scope !== 'everyone' || isTheirs);
}

function matcherOf(
	event: BookingEvent,
	body: unknown,
	gone: readonly string[],
	country: string,
): PersonMatcher {
	const isGone = (person: Attendee) => gone.includes(personIdentity(person) ?? '');
	const people = peopleOf(event);
	const emails = gone.map(emailOf);
	const kept = people.filter((one) => !isGone(one)).map(({ phone }) => phone);
	const names = people
		.filter(isGone)
		.map(({ firstName, lastName }) => [firstName, lastName].filter(Boolean).join(' '));
	return personMatcher({
		emails,
		names: [...names.filter(Boolean), ...namesIn(body, emails)],
		phones: people
			.filter(isGone)
			.flatMap(({ phone }) => (phone && !kept.includes(phone) ? [phone] : [])),
		country,
	});
}

/** The address by which bodies name a person, made up by Cal.com if they have only a phone number. */
function emailOf(identity: string): string {
	const [kind, ...rest] = identity.split(':');
	const value = rest.join(':');
	return kind === 'email' ? value : fabricatedEmail(value);
}

function withoutPeople(
	event: BookingEvent,
	gone: readonly string[],
	matcher: PersonMatcher,
): BookingEvent {
	const isLeft = (person: Attendee) => !gone.includes(personIdentity(person) ?? '');
	const [attendee = null, ...otherAttendees] = peopleOf(event).filter(isLeft);
	const answers = attendee === event.attendee ? event.answers : {};
	const rest = { ...event, attendee, otherAttendees, answers };
	return withoutPerson(rest, matcher) as BookingEvent;
}
