import type { HistoryEntry } from '../historyEntry';
import { everyone, unknownSeat } from '../historyEntry';
import { classesSaid, closesClass, isBooked, isClosed, isInPlace, isMerge } from './entries';
import { byTime, isSame } from './time';

/** A place: one uid, or in a class, what one person holds in it. */
export interface Place {
	uid: string;
	/** `personKey`; null if the uid is one booking without seats. */
	person: string | null;
	/** All entries about this place, including those about its class as a whole; oldest first. */
	entries: HistoryEntry[];
	/** The moves away from this place, and the moves to it. */
	departures: Move[];
	arrivals: Move[];
	/** Whether the person had a seat in a class that was merged into this one. */
	merged: boolean;
	/** The time from which a booking is here again after it had moved away; null if none is. */
	revivedAt: string | null;
}

/** A booking or a seat that went from one place to another. */
export interface Move {
	from: Place;
	to: Place;
	entry: HistoryEntry;
	/** The seat reference at the new place. */
	seat: string | null;
}

/** Two classes that the host merged. */
export interface Merge {
	fromUid: string;
	toUid: string;
	entry: HistoryEntry;
}

export interface Graph {
	places: Place[];
	merges: Merge[];
}

/**
 * The places in a history, and the moves between them.
 *
 * @param knownClasses uids that are classes, regardless of these entries
 */
export function graphOf(
	entries: readonly HistoryEntry[],
	knownClasses: Iterable<string> = [],
): Graph {
	const ordered = [...entries].sort(byTime);
	const classes = new Set([...knownClasses, ...ordered.flatMap(classesSaid)]);
	const places = new Map<string, Place>();
	const placeAt = (uid: string, person: string | null): Place => {
		const owner = classes.has(uid) ? person : null;
		const key = `${uid} ${owner ?? ''}`;
		const place = places.get(key) ?? {
			uid,
			person: owner,
			entries: [],
			departures: [],
			arrivals: [],
			merged: false,
			revivedAt: null,
		};
		places.set(key, place);
		return place;
	};
	for (const entry of ordered) {
		for (const person of peopleAt(entry, classes.has(entry.uid))) {
			placeAt(entry.uid, person).entries.push(entry);
		}
	}
	const ofAll = ordered.filter((entry) => classes.has(entry.uid) && isForAll(entry));
	for (const place of places.values()) {
		place.entries.push(
			...ofAll.filter((one) => one.uid === place.uid && !place.entries.includes(one)),
		);
		place.entries.sort(byTime);
	}
	const merges = ordered
		.filter((entry) => isMerge(entry) && entry.people.length > 0)
		.map((entry) => ({ fromUid: entry.previousUid ?? '', toUid: entry.uid, entry }));
	for (const { toUid, fromUid } of merges) {
		for (const { uid, person } of [...places.values()]) {
			if (uid === fromUid && person !== null) placeAt(toUid, person).merged = true;
		}
	}
	addMoves(ordered, placeAt);
	addInferredMoves(ordered, placeAt);
	return { places: [...places.values()], merges };
}

/** Whether an entry at a class concerns everyone in it. */
function isForAll(entry: HistoryEntry): boolean {
	return entry.seatKey === everyone || closesClass(entry);
}

/** The people whose places an entry names; null is the uid as a whole. */
function peopleAt(entry: HistoryEntry, inClass: boolean): Array<string | null> {
	if (!inClass) return [null];
	const people = entry.people.map(({ person }) => person);
	// An entry about everyone creates no place, but an entry about a class as a whole lists its
	// participants.
	if (entry.seatKey === everyone) return entry.isClass ? people : [];
	if (entry.seatKey !== unknownSeat) return people.slice(0, 1);
	return entry.kind === 'no_show' || closesClass(entry) ? people : people.slice(0, 1);
}

type PlaceAt = (uid: string, person: string | null) => Place;

function addMoves(entries: readonly HistoryEntry[], placeAt: PlaceAt): void {
	for (const entry of entries) {
		const { kind, previousUid, uid, people } = entry;
		const moves = kind === 'rescheduled' || isBooked(entry);
		if (!moves || previousUid === null || isMerge(entry) || isInPlace(entry)) continue;
		const person = people[0]?.person ?? null;
		addMove(placeAt(previousUid, person), placeAt(uid, person), entry);
	}
}

/** One move per event: entries that say the same within the lag of two deliveries are one event. */
function addMove(from: Place, to: Place, entry: HistoryEntry): void {
	if (from === to) return;
	const seat = entry.people[0]?.seat ?? null;
	const repeated = to.arrivals.some(
		(one) =>
			one.from === from &&
			one.seat === seat &&
			(to.person === null || isSame(one.entry.at, entry.at)),
	);
	if (repeated) return;
	const move = { from, to, entry, seat };
	from.departures.push(move);
	to.arrivals.push(move);
}

const sequenceKinds = new Set(['requested', 'created', 'rescheduled']);

/**
 * Cal.diy's request to move a confirmed booking names no predecessor. Its `iCalUID` begins with the
 * uid of the chain's first booking, and its sequence is one more than its predecessor's; if exactly
 * one active booking of the chain fits, it is the predecessor.
 */
function addInferredMoves(entries: readonly HistoryEntry[], placeAt: PlaceAt): void {
	const requests = entries
		.filter(({ firstUid }) => firstUid !== null)
		.sort((a, b) => (a.change?.sequence ?? 0) - (b.change?.sequence ?? 0) || byTime(a, b));
	for (const entry of requests) {
		const person = entry.people[0]?.person ?? null;
		const to = placeAt(entry.uid, person);
		if (to.arrivals.length > 0 || to.person !== null) continue;
		const chain = chainOf(placeAt(entry.firstUid ?? '', person), requests, placeAt);
		const fitting = chain.filter((place) => place !== to && fits(place, entry));
		const [from] = fitting;
		if (from && fitting.length === 1) addMove(from, to, entry);
	}
}

function chainOf(first: Place, requests: readonly HistoryEntry[], placeAt: PlaceAt): Place[] {
	const chain = new Set([first]);
	for (const { firstUid, uid, people } of requests) {
		if (firstUid === first.uid) chain.add(placeAt(uid, people[0]?.person ?? null));
	}
	for (const place of chain) for (const { to } of place.departures) chain.add(to);
	return [...chain];
}

function fits({ person, entries, departures }: Place, request: HistoryEntry): boolean {
	const sequence = (request.change?.sequence ?? 0) - 1;
	const said = entries.some(
		({ kind, change }) => sequenceKinds.has(kind) && change?.sequence === sequence,
	);
	return person === null && said && departures.length === 0 && !isClosed(entries);
}
