import { fabricatedEmailDigits, normaliseEmail } from '../values/email';
import { personIdentity } from '../person';

/** When what was erased: the marks below, hashed where they are stored. */
export type Erasures = ReadonlyMap<string, Date>;

/** `webhook_events.error_message` of an event of which nothing was kept. */
export const erasedReason = 'This event is about a person who was erased on request.';

/** A booking, as an event or Cal.com's API tells it. */
export interface ToldBooking {
	/** `personIdentity` of its people. */
	people: readonly string[];
	/** Its uid, the uids that it was moved from, and `seatPlace` of its seats. */
	places: readonly string[];
	/**
	 * A time at which the booking existed already: its creation in Cal.com (API), or the earliest
	 * time that an event tells.
	 */
	madeBy: Date;
}

/** A seat as a place of a booking. */
export const seatPlace = (seatId: string): string => `seat:${seatId}`;

/** Marks that a person was erased. */
export const markOfPerson = (person: string): string => `person ${person}`;
/** Marks a place of an erased person. Others may have the same uid, in a class. */
export const markOfPlace = (person: string, place: string): string => `place ${place} ${person}`;
/** Marks a uid that an erased person had alone. */
export const markOfUid = (uid: string): string => `uid ${uid}`;

/** All marks that decide about a booking. */
export function marksOf({ people, places }: ToldBooking): string[] {
	const ofPeople = people.flatMap((person) => [
		markOfPerson(person),
		...places.map((place) => markOfPlace(person, place)),
	]);
	return [...ofPeople, ...places.map(markOfUid)];
}

/**
 * The people of a booking who stay erased in it: those who were erased after it was made, and those
 * whose booking, or a booking from which it was moved, was erased. A booking that a person makes
 * after their erasure counts again.
 *
 * @returns `personIdentity` of each
 */
export function erasedPeople(
	{ people, places, madeBy }: ToldBooking,
	erasures: Erasures,
): string[] {
	return people.filter((person) => {
		const at = erasures.get(markOfPerson(person));
		const isErased = (place: string) => erasures.has(markOfPlace(person, place));
		return at !== undefined && (madeBy <= at || places.some(isErased));
	});
}

/** The marks of a booking that these people lose, and of their uids where they were alone. */
export function marksOfErased(
	people: readonly string[],
	places: readonly string[],
	uidsAlone: readonly string[],
): string[] {
	const ofPeople = people.flatMap((person) => places.map((place) => markOfPlace(person, place)));
	return [...ofPeople, ...uidsAlone.map(markOfUid)];
}

/** `personIdentity` of everyone whose e-mail address is a text of its own in parsed JSON. */
export function identitiesIn(value: unknown): string[] {
	if (typeof value === 'object' && value !== null)
		return [...new Set(Object.values(value).flatMap(identitiesIn))];
	const email = typeof value === 'string' ? normaliseEmail(value) : null;
	if (!email) return [];
	const digits = fabricatedEmailDigits(email);
	const identity = personIdentity(
		digits ? { email: null, phone: `+${digits}` } : { email, phone: null },
	);
	return identity ? [identity] : [];
}
