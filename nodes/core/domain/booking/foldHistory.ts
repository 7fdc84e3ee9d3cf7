import { createHash } from 'node:crypto';

import { bookingState, type BookingState, decisive } from './bookingState';
import { type HistoryEntry, wholeBooking } from './historyEntry';
import { isManual } from './history/entries';
import { graphOf, type Place } from './history/graph';
import { isSame } from './history/time';
import { isManualUid } from './manualEdits';
import { saidOfSeries } from './history/series';
import { type Step, stepsOf } from './history/steps';
import { lastVisit, type Trail } from './history/trail';
import { trailsOf } from './history/trails';

/** Cal.com's identity of a booking: a uid, or one seat under it. */
export interface PlaceKey {
	uid: string;
	/** `wholeBooking`, or the key of one person's seat. */
	seatKey: string;
	/** Cal.com's reference of the seat. */
	seat: string | null;
}

/** An event on the timeline of a booking's lead. */
export interface Line {
	eventKey: string;
	/** `personKey` of the person that the event is about here; null if it names no one. */
	person: string | null;
	/**
	 * Microseconds since 1970: follows the order of the history and stays close to the time at
	 * which the event was sent.
	 */
	position: number;
	/** Position of arrival of the entry, see `HistoryEntry.id`. */
	arrived: number;
}

/** One person's appointment, through all its moves. */
export interface Appointment {
	/** The places where it has been, oldest first; the last one is its current place. */
	places: PlaceKey[];
	/** `personKey` of the person who has the appointment. */
	person: string | null;
	state: BookingState;
	lines: Line[];
	/** The entries about it, in causal order. */
	entries: HistoryEntry[];
}

/**
 * The appointments that a history, given in any order, describes. Entries that arrive again, late,
 * or with another stamp within a minute lead to the same appointments.
 *
 * @param history everything known under the uids of the appointments
 * @param knownClasses uids that are classes, regardless of these entries
 */
export function foldHistory(
	history: readonly HistoryEntry[],
	knownClasses?: Iterable<string>,
): Appointment[] {
	const trails = trailsOf(graphOf(history, knownClasses));
	const keys = placeKeys(trails);
	return trails.map((trail) => {
		const owner = ownerOf(trail);
		const steps = stepsOf(trail, owner, saidOfSeries(trail, trails, history));
		const { state, idle } = bookingState(steps, owner);
		return {
			places: keys.get(trail) ?? [],
			person: owner,
			state: { ...state, uid: uidOf(trail) },
			lines: linesOf(
				steps.filter((step) => step.line && !idle.has(step)),
				owner,
			),
			entries: steps.map(({ entry }) => entry),
		};
	});
}

/** A booking unknown to Cal.com has no uid. */
function uidOf(trail: Trail): string | null {
	const { uid } = lastVisit(trail).place;
	return isManualUid(uid) ? null : uid;
}

/**
 * The person who has the booking: the person in the first event that decided something, else the
 * first person named.
 */
function ownerOf({ visits, inherited }: Trail): string | null {
	const last = visits[visits.length - 1]?.place;
	if (last?.person) return last.person;
	const named = [...inherited, ...visits]
		.flatMap(({ place }) => place.entries)
		.filter(({ kind, people }) => people.length > 0 && kind !== 'no_show');
	return (named.find(({ kind }) => decisive.has(kind)) ?? named[0])?.people[0]?.person ?? null;
}

/** One key for each place, even if a person holds several seats in a class. */
function placeKeys(trails: readonly Trail[]): Map<Trail, PlaceKey[]> {
	const taken = new Map<Place, number>();
	// A place that was left and is in use again belongs to the booking that is there now.
	const isRevived = ({ visits }: Trail) => Number(visits.some(({ revived }) => revived));
	const order = [...trails].sort((a, b) => isRevived(b) - isRevived(a));
	const keys = new Map<Trail, PlaceKey[]>();
	for (const trail of order) {
		const own: PlaceKey[] = [];
		for (const { place, seat } of trail.visits) {
			const before = own.findIndex(({ uid }) => uid === place.uid);
			if (before >= 0) {
				// Back at an earlier place: the place is listed once, now as the last one.
				own.push(...own.splice(before, 1));
				continue;
			}
			const count = taken.get(place) ?? 0;
			taken.set(place, count + 1);
			if (place.person === null && count > 0) continue;
			const seatKey = place.person === null ? wholeBooking : seatKeyOf(place.person, count);
			own.push({ uid: place.uid, seatKey, seat });
		}
		keys.set(trail, own);
	}
	return keys;
}

/** More seats than anyone takes in one class. */
const maxSeats = 10;

/** All possible keys of a person's seats in a class. */
export function seatKeysOf(person: string): string[] {
	return Array.from({ length: maxSeats }, (_, count) => seatKeyOf(person, count));
}

/** The key of a person's first seat in a class is the key of the person. */
function seatKeyOf(person: string, count: number): string {
	if (count === 0) return person;
	return createHash('sha256').update(`${person} ${count}`).digest('hex').slice(0, 32);
}

/** An event has one line, however often it was delivered. */
function linesOf(steps: readonly Step[], owner: string | null): Line[] {
	const lines: Line[] = [];
	const told = new Map<string, string>();
	let position = 0;
	for (const { entry } of steps) {
		const sameAs = identityOf(entry);
		const before = told.get(sameAs);
		if (before && (happensOnce.has(entry.kind) || isSame(before, entry.at))) continue;
		told.set(sameAs, entry.at);
		position = Math.max(position + 1, Date.parse(entry.at) * 1000);
		const person = entry.people.find((one) => one.person === owner)?.person ?? null;
		lines.push({ eventKey: entry.eventKey, person, position, arrived: entry.id });
	}
	return lines;
}

/**
 * Events that happen only once at a place: repetitions are the same event, however far apart in
 * time.
 */
const happensOnce: ReadonlySet<HistoryEntry['kind']> = new Set([
	'created',
	'requested',
	'rejected',
	'cancelled',
	'rescheduled',
	'ended',
]);

/** A key that is the same for all deliveries of an event. */
function identityOf(entry: HistoryEntry): string {
	const { kind, type, uid, previousUid, change, eventKey, people } = entry;
	if (isManual(entry)) return eventKey;
	const seat = people[0]?.seat ?? '';
	switch (kind) {
		case 'created':
		case 'requested':
		case 'rejected':
		case 'cancelled':
			return `${type} ${uid} ${seat}`;
		case 'rescheduled':
			return `${kind} ${uid} ${previousUid ?? ''} ${change?.startsAt ?? ''} ${change?.movedFrom ?? ''}`;
		case 'ended':
			return `${kind} ${uid} ${change?.startsAt ?? ''}`;
		case 'no_show':
		case 'by_hand':
			// A mark that changes nothing is already idle.
			return eventKey;
		case 'location_updated':
		case 'reassigned':
		case 'other':
			return `${type} ${uid} ${JSON.stringify(change)}`;
	}
}
