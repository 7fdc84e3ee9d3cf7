import type { HistoryEntry } from '../historyEntry';
import { everyone, unknownSeat } from '../historyEntry';
import type { BookingStatus } from '../../event';
import {
	closesClass,
	isBooked,
	isInPlace,
	isManual,
	isMerge,
	livesAgain,
	revives,
} from './entries';
import { byTime, isSame, minutesBetween } from './time';
import { lastVisit, type Trail, type Visit } from './trail';
import { inOrderOfWalk } from './walk';

/** One entry in the life of a booking, with its meaning there. */
export interface Step {
	entry: HistoryEntry;
	/** The status that it sets, if the entry alone does not tell; null if it sets none. */
	status?: BookingStatus | null;
	/** The uid of the booking at that point. */
	uid: string;
	/** Whether its texts belong to this person, not to another participant. */
	own: boolean;
	/** Whether it adds a line to the person's timeline. */
	line: boolean;
}

/** Requested, declined, created, later events, closed: within a place, stages only move forward. */
function stageOf({ kind }: HistoryEntry): number {
	switch (kind) {
		case 'requested':
			return 0;
		case 'rejected':
			return 1;
		case 'created':
		case 'rescheduled':
			return 2;
		case 'no_show':
		case 'ended':
		case 'location_updated':
		case 'reassigned':
		case 'other':
		case 'by_hand':
			return 3;
		case 'cancelled':
			return 4;
	}
}

/**
 * All entries of a booking in causal order: by place, within a place by stage, within a stage by
 * time. A manual edit comes after everything known at the time.
 *
 * @param series entries about the whole series that it belongs to
 */
export function stepsOf(
	trail: Trail,
	owner: string | null,
	series: readonly HistoryEntry[],
): Step[] {
	const inherited = trail.inherited.flatMap((visit, index) =>
		stepsAt(visit, isLastStay(trail.inherited, index), null, owner).map(withoutLine),
	);
	const own = trail.visits.flatMap((visit, index) =>
		index === trail.visits.length - 1
			? lastSteps(trail, owner, series)
			: stepsAt(visit, isLastStay(trail.visits, index), null, owner),
	);
	const stale = trail.stale
		.filter((entry) => !own.some((step) => step.entry === entry))
		.map((entry) => ({ entry, status: null, uid: entry.uid, own: false, line: true }));
	return withManual([...inherited, ...stale, ...own]);
}

const withoutLine = (step: Step): Step => ({ ...step, line: false });

/** Whether a booking is at a place for the last time; earlier stays only show how it arrived. */
function isLastStay(visits: readonly Visit[], index: number): boolean {
	const place = visits[index]?.place;
	return !visits.slice(index + 1).some((one) => one.place === place);
}

function stepsAt(visit: Visit, isLast: boolean, trail: Trail | null, owner: string | null): Step[] {
	const { place, arrival } = visit;
	const said = place.entries.filter((entry) => belongs(entry, visit, isLast, trail, owner));
	const entries = arrival && !said.includes(arrival) ? [arrival, ...said] : said;
	const confirmed = entries.some(
		(one) => one.kind === 'created' || (one.kind === 'rescheduled' && !isInPlace(one)),
	);
	return inStages(entries, owner).map((entry) => ({
		entry,
		...statusIn(entry, confirmed, trail),
		uid: place.uid,
		own: isOwn(entry, visit),
		line: leavesLine(entry, visit, trail, owner),
	}));
}

/** Whether an entry under a place is about this stay. */
function belongs(
	entry: HistoryEntry,
	{ place, arrival, seat, revived }: Visit,
	isLast: boolean,
	trail: Trail | null,
	owner: string | null,
): boolean {
	if (entry === arrival) return true;
	if (place.revivedAt !== null) {
		const again = entry.kind !== 'requested' && minutesBetween(entry.at, place.revivedAt) <= 2;
		if (again !== revived) return false;
	}
	if (isMerge(entry)) return entry.people.length === 0 && trail !== null;
	if (isManual(entry)) return isLast && isOfSeat(entry, seat);
	if (place.person === null) return isLast || isBooked(entry);
	if (entry.kind === 'cancelled') {
		return closesClass(entry) ? trail !== null && trail.end === null : entry === trail?.end;
	}
	if (isBooked(entry)) {
		if (entry.previousUid !== null) return false;
		const named = entry.people[0]?.seat ?? null;
		return arrival !== null && isSameSeat(named, seat, entry, arrival);
	}
	if (entry.kind === 'rescheduled') return isLast && isInPlace(entry) && !trail?.end;
	if (entry.kind === 'no_show')
		return isLast && entry.people.some(({ person }) => person === owner);
	return isLast && (trail !== null || entry.seatKey !== everyone);
}

/** Whether an entry is about this seat, if a person holds several seats in a class. */
function isOfSeat({ people }: HistoryEntry, seat: string | null): boolean {
	const named = people[0]?.seat ?? null;
	return named === null || seat === null || named === seat;
}

/**
 * A request and its confirmation are about the same seat, but the confirmation has no seat
 * reference.
 */
function isSameSeat(
	named: string | null,
	seat: string | null,
	entry: HistoryEntry,
	arrival: HistoryEntry,
): boolean {
	if (named !== null && seat !== null) return named === seat && arrival.kind !== 'rescheduled';
	if (named !== null) return false;
	return !entry.isClass || isSame(entry.at, arrival.at);
}

function inStages(entries: readonly HistoryEntry[], owner: string | null): HistoryEntry[] {
	const told = entries.filter((entry) => !isManual(entry));
	const walk = inOrderOfWalk(told.filter(isInPlace), owner);
	const first = told.filter((one) => !isInPlace(one) && stageOf(one) < 3).sort(byStage);
	const later = told.filter((one) => !isInPlace(one) && stageOf(one) === 3).sort(byTime);
	const closings = told.filter((one) => !isInPlace(one) && stageOf(one) === 4).sort(byTime);
	const manual = entries.filter(isManual);
	const alive = [...first, ...mergeByTime(walk, later)];
	if (closings.length === 0 || !livesAgain(told, closings))
		return [...alive, ...closings, ...manual];
	const last = closings.at(-1) as HistoryEntry;
	const again = alive.filter((one) => stageOf(one) >= 2 && revives(one, last));
	return [...alive.filter((one) => !again.includes(one)), ...closings, ...again, ...manual];
}

function byStage(a: HistoryEntry, b: HistoryEntry): number {
	return stageOf(a) - stageOf(b) || byTime(a, b);
}

/** Sorts the entries between the moves by time; the moves keep the order of their walk. */
function mergeByTime(
	walk: readonly HistoryEntry[],
	later: readonly HistoryEntry[],
): HistoryEntry[] {
	const merged: HistoryEntry[] = [];
	const rest = [...later];
	for (const move of walk) {
		while (rest[0] && byTime(rest[0], move) < 0) merged.push(rest.shift() as HistoryEntry);
		merged.push(move);
	}
	return [...merged, ...rest];
}

function statusIn(
	entry: HistoryEntry,
	confirmed: boolean,
	trail: Trail | null,
): Pick<Step, 'status'> {
	// A host can still confirm a declined booking, but not decline a confirmed one.
	if (entry.kind === 'rejected' && confirmed) return { status: null };
	if (isMerge(entry) && trail && (entry === trail.end || entry.people.length === 0)) {
		return { status: 'cancelled' };
	}
	return {};
}

/**
 * Events about a class as a whole, and about cancelled seats, contain another participant's title
 * and answers.
 */
function isOwn({ seatKey, kind }: HistoryEntry, { place }: Visit): boolean {
	if (place.person === null) return true;
	return seatKey !== everyone && kind !== 'cancelled' && kind !== 'ended';
}

function leavesLine(
	entry: HistoryEntry,
	{ place, arrival }: Visit,
	trail: Trail | null,
	owner: string | null,
): boolean {
	if (entry.kind === 'by_hand') return false;
	if (entry.kind === 'no_show')
		return owner === null || entry.people.some(({ person }) => person === owner);
	// Only if it takes place, which `bookingState` decides.
	if (entry.kind === 'ended') return trail !== null;
	const ofClass =
		place.person !== null && (entry.seatKey === everyone || entry.seatKey === unknownSeat);
	if (!ofClass || entry === arrival || entry.people.length === 0) return true;
	return !entry.isClass || entry.people.some(({ person }) => person === place.person);
}

function lastSteps(trail: Trail, owner: string | null, series: readonly HistoryEntry[]): Step[] {
	const visit = lastVisit(trail);
	const steps = stepsAt(visit, true, trail, owner);
	const { end } = trail;
	const ended: Step[] =
		end && !steps.some(({ entry }) => entry === end)
			? [{ entry: end, status: 'cancelled', uid: visit.place.uid, own: false, line: true }]
			: [];
	const confirmed =
		series.some(({ kind }) => kind === 'created') ||
		steps.some(({ entry: { kind } }) => kind === 'created' || kind === 'rescheduled');
	const startsAt = steps
		.map(({ entry }) => entry.change?.startsAt)
		.filter(Boolean)
		.at(-1);
	const closed = series
		.filter(({ kind, at }) => {
			if (kind === 'rejected') return !confirmed;
			return kind === 'cancelled' && startsAt !== undefined && startsAt !== null && startsAt > at;
		})
		.map(
			(entry): Step => ({
				entry,
				status: 'cancelled',
				uid: visit.place.uid,
				own: false,
				line: false,
			}),
		);
	return [...steps, ...ended, ...closed];
}

/**
 * Puts manual edits after everything that their booking was based on then; entries that arrived
 * later can follow.
 */
function withManual(steps: readonly Step[]): Step[] {
	const ordered = steps.filter(({ entry }) => !isManual(entry));
	const manual = steps.filter(({ entry }) => isManual(entry));
	manual.sort((a, b) => a.entry.id - b.entry.id || byTime(a.entry, b.entry));
	for (const step of manual) {
		const before = ordered.findLastIndex(({ entry }) => isBefore(entry, step.entry));
		ordered.splice(before + 1, 0, step);
	}
	return ordered;
}

function isBefore(entry: HistoryEntry, { id, at, after }: HistoryEntry): boolean {
	if (!after || entry.edits) return entry.id < id;
	// For a booking that existed before this package, nothing was known, so only time decides.
	return after.length === 0 ? entry.at < at : after.includes(entry.eventKey);
}
