import type { HistoryEntry } from '../historyEntry';
import type { Place } from './graph';

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
