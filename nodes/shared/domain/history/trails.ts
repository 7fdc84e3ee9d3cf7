import type { HistoryEntry } from '../historyEntry';
import { everyone } from '../historyEntry';
import {
	closesClass,
	isManual,
	isMerge,
	livesAgain,
	type Graph,
	type Move,
	type Place,
} from './graph';
import { byTime, isSame, minutesBetween } from './time';

/** One stay at a place. */
export interface Visit {
	place: Place;
	/** What brought the booking there: a booking, a move, a merge. Null where that is not known. */
	arrival: HistoryEntry | null;
	/** Cal.com's reference of the seat there. */
	seat: string | null;
	/** Whether it lives here again after it had been moved away. */
	revived: boolean;
}

/** The way of one booking through its places. */
export interface Trail {
	/** Oldest first; never empty. */
	visits: Visit[];
	/** The way of another booking up to where this one forked off. */
	inherited: Visit[];
	/** What ended the seat at the last place, where one event did: it was given up, or lost in a merge. */
	end: HistoryEntry | null;
	/** Events about a place that it had left, or that came to nothing. */
	stale: HistoryEntry[];
}

const evidence = new Set(['created', 'requested', 'rescheduled', 'cancelled', 'rejected', 'ended']);
const bookedKinds = new Set(['created', 'requested']);

export function lastVisit({ visits }: Trail): Visit {
	return visits[visits.length - 1] as Visit;
}

/** The way of every booking that these places tell of, in an order that follows from the history alone. */
export function trailsOf({ places, merges }: Graph): Trail[] {
	const paths = new Paths(places);
	for (const place of places) for (const one of sourcesAt(place)) paths.begin(one);
	paths.trails.sort((a, b) => byArrival(lastVisit(a), lastVisit(b)));
	for (const trail of paths.trails) paths.follow(trail);
	for (;;) {
		paths.giveUpSeats();
		for (const merge of [...merges].sort((a, b) => byTime(a.entry, b.entry))) {
			paths.mergeInto(merge.fromUid, merge.toUid, merge.entry);
		}
		if (!paths.forkNext()) break;
	}
	paths.noteRest();
	return paths.trails;
}

function byArrival(a: Visit, b: Visit): number {
	if (a.arrival && b.arrival) return byTime(a.arrival, b.arrival);
	return a.arrival ? 1 : b.arrival ? -1 : 0;
}

function newTrail(visit: Visit, end: HistoryEntry | null = null): Trail {
	return { visits: [visit], inherited: [], end, stale: [] };
}

/** The bookings that begin at a place. */
function sourcesAt(place: Place): Trail[] {
	return place.person === null ? wholeSources(place) : seatSources(place);
}

function wholeSources(place: Place): Trail[] {
	const { entries, arrivals, departures } = place;
	const told = entries.filter(isEvidence);
	const first = told.find(({ kind }) => bookedKinds.has(kind)) ?? told[0];
	const sources: Trail[] = [];
	if (first && arrivals.length === 0) {
		sources.push(newTrail(visitOf(place, first, seatIn(first), null)));
	}
	const [moved] = departures.map(({ entry }) => entry).sort(byTime);
	if (moved && livesAgain(entries, [moved])) {
		const revival = entries.find(
			({ kind, at }) => kind === 'created' && minutesBetween(moved.at, at) > 2,
		) as HistoryEntry;
		place.revivedAt = revival.at;
		sources.push(newTrail({ ...visitOf(place, revival, null, null), revived: true }));
	}
	return sources;
}

/** Whether an entry shows that there is a booking. A snapshot of a meeting has to say whose. */
function isEvidence({ kind, people }: HistoryEntry): boolean {
	if (kind === 'ended') return people.length > 0;
	// What a person edited was there.
	return evidence.has(kind) || kind === 'by_hand';
}

function seatIn({ people }: HistoryEntry): string | null {
	return people[0]?.seat ?? null;
}

/** Each seat reference is one seat; where none is sent, each booking that is not a repetition. */
function seatSources(place: Place): Trail[] {
	const requestedMoves = place.arrivals.filter(({ entry }) => entry.kind === 'requested');
	const booked = place.entries.filter(
		(one) => bookedKinds.has(one.kind) && one.previousUid === null && isAbout(one, place),
	);
	const sources: Visit[] = [];
	for (const entry of booked) {
		const seat = seatIn(entry);
		if (seat === null || sources.some((one) => one.seat === seat)) continue;
		if (requestedMoves.some((move) => move.seat === seat)) continue;
		sources.push(visitOf(place, entry, seat, null));
	}
	for (const entry of booked.filter((one) => seatIn(one) === null)) {
		// A confirmation names no seat: it is about the one that was asked for.
		const certain = entry.isClass;
		if (!certain && sources.length + place.arrivals.length > 0) continue;
		const nameless = sources.filter(({ seat }) => seat === null);
		if (nameless.some((one) => isSame(one.arrival?.at ?? '', entry.at))) continue;
		sources.push(visitOf(place, entry, null, null));
	}
	if (sources.length === 0 && place.arrivals.length === 0) {
		const listed = place.entries.find((one) => isEvidenceOfSeat(one, place));
		if (listed) sources.push(visitOf(place, listed, seatOfPerson(listed, place), null));
	}
	return sources.map((visit) => newTrail(visit));
}

function seatOfPerson({ people }: HistoryEntry, { person }: Place): string | null {
	return people.find((one) => one.person === person)?.seat ?? null;
}

function isAbout({ people }: HistoryEntry, { person }: Place): boolean {
	return people.some((one) => one.person === person);
}

/** A class that moves or ends lists who sits in it, and whoever is declined had asked for a seat. */
function isEvidenceOfSeat(entry: HistoryEntry, place: Place): boolean {
	if (!isAbout(entry, place) || isLeave(entry)) return false;
	if (entry.seatKey === everyone) return entry.isClass && !(isMerge(entry) && place.merged);
	return evidence.has(entry.kind) && entry.kind !== 'ended' && entry.previousUid === null;
}

/** A seat that was given up, as against a class that is over. */
function isLeave(entry: HistoryEntry): boolean {
	return entry.kind === 'cancelled' && !isManual(entry) && !closesClass(entry);
}

/** Builds the ways, move by move. */
class Paths {
	readonly trails: Trail[] = [];
	private readonly moves: Map<Place, Move[]>;
	private readonly leaves: Map<Place, HistoryEntry[]>;

	constructor(private readonly places: readonly Place[]) {
		this.moves = new Map(places.map((place) => [place, [...place.departures].sort(byMove)]));
		this.leaves = new Map(places.map((place) => [place, leavesAt(place)]));
		for (const place of places) this.dropImpossibleMoves(place);
	}

	private readonly dropped: Move[] = [];

	begin(trail: Trail): void {
		this.trails.push(trail);
	}

	private movesFrom(place: Place): Move[] {
		return this.moves.get(place) ?? [];
	}

	/** Of two moves of one seat made at once, the one that gave it a new reference stands. */
	private dropImpossibleMoves(place: Place): void {
		if (place.person === null) return;
		const held = new Set([
			...seatSources(place).map(({ visits }) => visits[0]?.seat),
			...place.arrivals.map(({ seat }) => seat),
		]);
		const seats = Math.max(1, seatSources(place).length + place.arrivals.length);
		const moves = this.movesFrom(place);
		const kept = moves.filter(({ seat }) => held.has(seat));
		const renewed = moves.length - kept.length;
		for (const move of kept.reverse()) {
			if (moves.length <= seats || renewed === 0) return;
			moves.splice(moves.indexOf(move), 1);
			move.to.arrivals.splice(move.to.arrivals.indexOf(move), 1);
			this.dropped.push(move);
		}
	}

	/** Lets a booking make all moves that lead on from where it is, back and forth included. */
	follow(trail: Trail): void {
		this.walk(trail.visits);
		for (let at = 0; at < trail.visits.length; at++) {
			const { place, seat } = trail.visits[at] as Visit;
			for (let tour = this.tourFrom(place); tour; tour = this.tourFrom(place)) {
				tour.forEach((move) => this.take(move));
				const visits = tour.map(({ to, entry, seat: moved }) => visitOf(to, entry, moved, seat));
				trail.visits.splice(at + 1, 0, ...visits);
			}
		}
	}

	private walk(visits: Visit[]): void {
		for (;;) {
			const { place, seat } = visits[visits.length - 1] as Visit;
			const moves = this.movesFrom(place);
			const next = moves.find((move) => seat !== null && move.seat === seat) ?? moves[0];
			if (!next) return;
			this.take(next);
			visits.push(visitOf(next.to, next.entry, next.seat, seat));
		}
	}

	private take(move: Move): void {
		const moves = this.movesFrom(move.from);
		moves.splice(moves.indexOf(move), 1);
	}

	/** Moves that lead away from a place and back to it. */
	private tourFrom(start: Place): Move[] | null {
		const seen = new Set<Place>();
		const search = (place: Place): Move[] | null => {
			for (const move of this.movesFrom(place)) {
				if (move.to === start) return [move];
				if (seen.has(move.to)) continue;
				seen.add(move.to);
				const rest = search(move.to);
				if (rest) return [move, ...rest];
			}
			return null;
		};
		return search(start);
	}

	private openAt(place: Place): Trail[] {
		return this.trails.filter((one) => one.end === null && lastVisit(one).place === place);
	}

	giveUpSeats(): void {
		for (const [place, leaves] of this.leaves) {
			for (const leave of [...leaves]) {
				const seat = seatIn(leave);
				const open = this.openAt(place);
				const trail =
					open.find((one) => seat !== null && lastVisit(one).seat === seat) ??
					open.find((one) => seat === null || lastVisit(one).seat === null);
				if (!trail) continue;
				trail.end = leave;
				leaves.splice(leaves.indexOf(leave), 1);
			}
		}
	}

	/** Whoever is still in the class that is moved goes along; who already sits in the other one loses the seat. */
	mergeInto(fromUid: string, toUid: string, entry: HistoryEntry): void {
		for (const trail of this.trails) {
			const { place, seat } = lastVisit(trail);
			if (trail.end !== null || place.uid !== fromUid) continue;
			const to = this.places.find((one) => one.uid === toUid && one.person === place.person);
			if (!to || this.sitsIn(to, entry)) {
				trail.end = entry;
				continue;
			}
			trail.visits.push(visitOf(to, entry, seat, null));
			this.follow(trail);
			this.giveUpSeats();
		}
	}

	private sitsIn(place: Place, merge: HistoryEntry): boolean {
		return this.trails.some((one) => {
			if (lastVisit(one).place !== place) return false;
			return one.end === null || byTime(merge, one.end) < 0;
		});
	}

	/** Begins a booking with a move that no known booking can have made. False when there is none. */
	forkNext(): boolean {
		const left = [...this.moves.values()].flat().sort(byMove);
		const reached = new Set(left.map(({ to }) => to));
		const move = left.find(({ from }) => !reached.has(from)) ?? left[0];
		if (!move) return false;
		this.take(move);
		const visit = visitOf(move.to, move.entry, move.seat, null);
		const origin = this.trails.find(({ visits }) =>
			visits.some(({ place }) => place === move.from),
		);
		const trail = newTrail(visit);
		if (origin) {
			const until = origin.visits.findIndex(({ place }) => place === move.from);
			trail.inherited = [...origin.inherited, ...origin.visits.slice(0, until + 1)];
		} else {
			trail.visits.unshift(visitOf(move.from, null, null, null));
		}
		this.trails.push(trail);
		this.follow(trail);
		return true;
	}

	/** What is left over is news about places that were left, or about seats that nobody told of. */
	noteRest(): void {
		for (const [place, leaves] of this.leaves) {
			for (const leave of leaves) {
				const visitor = this.visitorOf(place);
				if (visitor) visitor.stale.push(leave);
				else this.trails.push(newTrail(visitOf(place, null, seatIn(leave), null), leave));
			}
		}
		for (const { from, entry } of this.dropped) this.visitorOf(from)?.stale.push(entry);
	}

	private visitorOf(place: Place): Trail | undefined {
		return this.trails.find(({ visits }) => visits.some((visit) => visit.place === place));
	}
}

function visitOf(
	place: Place,
	arrival: HistoryEntry | null,
	seat: string | null,
	before: string | null,
): Visit {
	return { place, arrival, seat: seat ?? before, revived: false };
}

function byMove(a: Move, b: Move): number {
	return byTime(a.entry, b.entry);
}

/** The seats given up at a place; one that is told of again within two minutes, with the same ids, once. */
function leavesAt({ person, entries }: Place): HistoryEntry[] {
	if (person === null) return [];
	const leaves: HistoryEntry[] = [];
	for (const entry of entries.filter((one) => isLeave(one))) {
		const named = entry.people.find((one) => one.person === person);
		if (!named) continue;
		const repeated = leaves.some((one) => {
			const other = one.people.find((who) => who.person === person);
			if (named.seat !== null && other?.seat === named.seat) return true;
			return other?.attendeeId === named.attendeeId && isSame(one.at, entry.at);
		});
		if (!repeated) leaves.push(entry);
	}
	return leaves;
}
