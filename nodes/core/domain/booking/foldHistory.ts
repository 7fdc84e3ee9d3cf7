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

/** What Cal.com knows a booking by: a uid, or one seat under it. */
export interface PlaceKey {
	uid: string;
	/** `wholeBooking`, or the key of one seat of one person. */
	seatKey: string;
	/** Cal.com's reference of the seat. */
	seat: string | null;
}

/** An event that belongs on the timeline of a booking's lead. */
export interface Line {
	eventKey: string;
	/** `personKey` of whom the event is about here; null where it names nobody. */
	person: string | null;
	/** Microseconds since 1970: lines in the order of the history, near the time at which each was sent. */
	position: number;
	/** Position of arrival of the entry, see `HistoryEntry.id`. */
	arrived: number;
}

/** One person's appointment, through all its moves. */
export interface Appointment {
	/** The places it was at, oldest first; the last one is where it is now. */
	places: PlaceKey[];
	/** `personKey` of whose it is. */
	person: string | null;
	state: BookingState;
	lines: Line[];
	/** The entries that are about it, in causal order. */
	entries: HistoryEntry[];
}

/**
 * The appointments that a history, in whatever order it is given, tells of. Whatever arrives once more, late, or
 * with another stamp within a minute ends in the same appointments.
 *
 * @param history everything known under the uids of these appointments
 * @param knownClasses uids that are classes, whatever these entries say
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

/** A booking that Cal.com doesn't know has no uid. */
function uidOf(trail: Trail): string | null {
	const { uid } = lastVisit(trail).place;
	return isManualUid(uid) ? null : uid;
}

/** Whose booking it is: the person of the first event that decided something, else the first person named. */
function ownerOf({ visits, inherited }: Trail): string | null {
	const last = visits[visits.length - 1]?.place;
	if (last?.person) return last.person;
	const named = [...inherited, ...visits]
		.flatMap(({ place }) => place.entries)
		.filter(({ kind, people }) => people.length > 0 && kind !== 'no_show');
	return (named.find(({ kind }) => decisive.has(kind)) ?? named[0])?.people[0]?.person ?? null;
}

/** One key for each place, even where a person holds several seats in one class. */
function placeKeys(trails: readonly Trail[]): Map<Trail, PlaceKey[]> {
	const taken = new Map<Place, number>();
	// A place that lives again after it was left belongs to the booking that lives there now.
	const isRevived = ({ visits }: Trail) => Number(visits.some(({ revived }) => revived));
	const order = [...trails].sort((a, b) => isRevived(b) - isRevived(a));
	const keys = new Map<Trail, PlaceKey[]>();
	for (const trail of order) {
		const own: PlaceKey[] = [];
		for (const { place, seat } of trail.visits) {
			const before = own.findIndex(({ uid }) => uid === place.uid);
			if (before >= 0) {
				// Back again: it is one place, and now the last one.
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

/** More seats in one class than anybody takes. */
const maxSeats = 10;

/** All keys under which a person's seats in a class can stand. */
export function seatKeysOf(person: string): string[] {
	return Array.from({ length: maxSeats }, (_, count) => seatKeyOf(person, count));
}

/** The key of a person's first seat in a class is that of the person. */
function seatKeyOf(person: string, count: number): string {
	if (count === 0) return person;
	return createHash('sha256').update(`${person} ${count}`).digest('hex').slice(0, 32);
}

/** The same event leaves one line, however often it was told. */
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

/** What happens to a place but once: the same event at any distance in time. */
const happensOnce: ReadonlySet<HistoryEntry['kind']> = new Set([
	'created',
	'requested',
	'rejected',
	'cancelled',
	'rescheduled',
	'ended',
]);

/** The same for all deliveries of one event. */
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
			// A mark that changes nothing is idle already.
			return eventKey;
		case 'location_updated':
		case 'reassigned':
		case 'other':
			return `${type} ${uid} ${JSON.stringify(change)}`;
	}
}
