import type { HistoryEntry } from '../historyEntry';
import type { Move, Place } from './graph';
import { isLeave, seatSources } from './sources';
import { byTime, isSame } from './time';
import { lastVisit, newTrail, seatIn, type Trail, type Visit, visitOf } from './trail';

/** Builds the trails, move by move. */
export class Paths {
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

	/** If a seat has two simultaneous moves, the move that gave it a new reference counts. */
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

	/**
	 * Applies all moves that lead on from a booking's current place, including moves back and
	 * forth.
	 */
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
			const own = moves.find((move) => seat !== null && move.seat === seat);
			const next = own ?? (this.isGivenUp(place, seat) ? undefined : moves[0]);
			if (!next) return;
			this.take(next);
			visits.push(visitOf(next.to, next.entry, next.seat, seat));
		}
	}

	/** Whether this very seat was given up here, so that it must be another seat that moved away. */
	private isGivenUp(place: Place, seat: string | null): boolean {
		const leaves = this.leaves.get(place) ?? [];
		return seat !== null && leaves.some((leave) => seatIn(leave) === seat);
	}

	private take(move: Move): void {
		const moves = this.movesFrom(move.from);
		moves.splice(moves.indexOf(move), 1);
	}

	/** The moves that lead away from a place and back to it. */
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

	/**
	 * People still in the moved class go along; a person who already has a seat in the other class
	 * loses the moved seat.
	 */
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
			return one.visits.some((visit, index) => {
				const left = one.visits[index + 1]?.arrival ?? one.end;
				if (visit.place !== place || (left && byTime(left, merge) < 0)) return false;
				return visit.arrival?.kind !== 'created' || byTime(visit.arrival, merge) < 0;
			});
		});
	}

	/**
	 * Starts a booking with a move that no known booking can have made. False if there is no such
	 * move.
	 */
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

	/**
	 * The remaining entries are about places that were left, or about seats that no event
	 * mentioned.
	 */
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

function byMove(a: Move, b: Move): number {
	return byTime(a.entry, b.entry);
}

/** The seats given up at a place; repetitions within two minutes with the same ids count once. */
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
