import type { HistoryEntry } from '../historyEntry';
import type { Place } from './graph';

/** One stay at a place. */
export interface Visit {
	place: Place;
	/** The entry that brought the booking there: a booking, a move or a merge. Null if unknown. */
	arrival: HistoryEntry | null;
	/** Cal.com's reference of the seat there. */
	seat: string | null;
	/** Whether the booking is here again after it had moved away. */
	revived: boolean;
}

/** The path of one booking through its places. */
export interface Trail {
	/** Oldest first; never empty. */
	visits: Visit[];
	/** The path of another booking up to the point where this one forked off. */
	inherited: Visit[];
	/**
	 * The event that ended the seat at the last place, if any: it was given up, or lost in a merge.
	 */
	end: HistoryEntry | null;
	/** Events about a place that the booking had left, or without effect. */
	stale: HistoryEntry[];
}

export function lastVisit({ visits }: Trail): Visit {
	return visits[visits.length - 1] as Visit;
}

export function newTrail(visit: Visit, end: HistoryEntry | null = null): Trail {
	return { visits: [visit], inherited: [], end, stale: [] };
}

export function visitOf(
	place: Place,
	arrival: HistoryEntry | null,
	seat: string | null,
	before: string | null,
): Visit {
	return { place, arrival, seat: seat ?? before, revived: false };
}

export function seatIn({ people }: HistoryEntry): string | null {
	return people[0]?.seat ?? null;
}
