import type { HistoryEntry } from '../historyEntry';
import { everyone } from '../historyEntry';
import { closesClass, isBooked, isManual, isMerge, livesAgain, revives } from './entries';
import type { Place } from './graph';
import { byTime, isSame } from './time';
import { newTrail, seatIn, type Trail, type Visit, visitOf } from './trail';

const evidence = new Set(['created', 'requested', 'rescheduled', 'cancelled', 'rejected', 'ended']);

/** The bookings that start at a place. */
export function sourcesAt(place: Place): Trail[] {
	return place.person === null ? wholeSources(place) : seatSources(place);
}

function wholeSources(place: Place): Trail[] {
	const { entries, arrivals, departures } = place;
	const told = entries.filter(isEvidence);
	const first = told.find(isBooked) ?? told[0];
	const sources: Trail[] = [];
	if (first && arrivals.length === 0) {
		sources.push(newTrail(visitOf(place, first, seatIn(first), null)));
	}
	const [moved] = departures.map(({ entry }) => entry).sort(byTime);
	if (moved && livesAgain(entries, [moved])) {
		const revival = entries.find(
			(entry) => entry.kind === 'created' && revives(entry, moved),
		) as HistoryEntry;
		place.revivedAt = revival.at;
		sources.push(newTrail({ ...visitOf(place, revival, null, null), revived: true }));
	}
	return sources;
}

/** Whether an entry shows that a booking exists. A snapshot of a meeting must name the person. */
function isEvidence({ kind, people }: HistoryEntry): boolean {
	if (kind === 'ended') return people.length > 0;
	// A booking that was edited manually existed.
	return evidence.has(kind) || kind === 'by_hand';
}

/**
 * Each seat reference is one seat; without references, each booking that is not a repetition is one
 * seat.
 */
export function seatSources(place: Place): Trail[] {
	const requestedMoves = place.arrivals.filter(({ entry }) => entry.kind === 'requested');
	const booked = place.entries.filter(
		(one) => isBooked(one) && one.previousUid === null && isAbout(one, place),
	);
	const sources: Visit[] = [];
	for (const entry of booked) {
		const seat = seatIn(entry);
		if (seat === null || sources.some((one) => one.seat === seat)) continue;
		if (requestedMoves.some((move) => move.seat === seat)) continue;
		sources.push(visitOf(place, entry, seat, null));
	}
	for (const entry of booked.filter((one) => seatIn(one) === null)) {
		// A confirmation names no seat: it is about the requested seat.
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

/**
 * A class that moves or ends lists its participants, and a declined person had requested a seat.
 */
function isEvidenceOfSeat(entry: HistoryEntry, place: Place): boolean {
	if (!isAbout(entry, place) || isLeave(entry)) return false;
	if (entry.seatKey === everyone) return entry.isClass && !(isMerge(entry) && place.merged);
	return evidence.has(entry.kind) && entry.kind !== 'ended' && entry.previousUid === null;
}

/** Whether a seat was given up, as opposed to a class that is over. */
export function isLeave(entry: HistoryEntry): boolean {
	return entry.kind === 'cancelled' && !isManual(entry) && !closesClass(entry);
}
