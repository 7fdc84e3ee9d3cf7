import { DateTime } from 'luxon';

import type { Series } from '../../event';
import type { HistoryEntry } from '../historyEntry';
import { isBooked, isManual } from './entries';
import { isSame, minutesBetween } from './time';
import { lastVisit, type Trail, type Visit } from './trail';

const endingKinds = new Set(['cancelled', 'rejected', 'created']);

/** The first booking of a chain: the entry that booked it, and its planned start. */
interface Head {
	booked: HistoryEntry | null;
	startsAt: string | null;
}

/**
 * Entries about a whole series, which apply to this booking too: the host declined or confirmed the
 * series, or it was cancelled before this occurrence took place. Cal.com sends one delivery, under
 * the uid of any occurrence.
 */
export function saidOfSeries(
	trail: Trail,
	trails: readonly Trail[],
	entries: readonly HistoryEntry[],
): HistoryEntry[] {
	const own = headOf(trail);
	const said = entries.filter((one) => endingKinds.has(one.kind) && isSaidOfSeries(one, trail));
	return said.filter((entry) => {
		if (entry.kind === 'created' && !isConfirmation(entry, trails)) return false;
		const named = trails.find((one) => visits(one).some(({ place }) => place.uid === entry.uid));
		return named !== undefined && isOfSeries(own, headOf(named), entry);
	});
}

function isSaidOfSeries(entry: HistoryEntry, trail: Trail): boolean {
	if (!entry.change?.series || entry.isClass || isManual(entry)) return false;
	const visited = visits(trail).some(({ place }) => place.uid === entry.uid);
	return !visited && seriesKeysOf(trail).has(entry.seriesKey);
}

function isConfirmation({ uid }: HistoryEntry, trails: readonly Trail[]): boolean {
	const named = trails.find((one) => lastVisit(one).place.uid === uid);
	return (
		named?.visits.some(({ place }) => place.entries.some(({ kind }) => kind === 'requested')) ??
		false
	);
}

const visits = ({ inherited, visits: own }: Trail): Visit[] => [...inherited, ...own];

function seriesKeysOf(trail: Trail): Set<string | null> {
	const keys = visits(trail).flatMap(({ place }) =>
		place.entries.map(({ seriesKey }) => seriesKey),
	);
	return new Set(keys.filter((key) => key !== null));
}

function headOf(trail: Trail): Head {
	const [first] = visits(trail);
	const booked = first?.place.entries.find(isBooked) ?? null;
	const moved = visits(trail).find(({ arrival }) => arrival?.change?.movedFrom)?.arrival;
	const told = first?.place.entries.find(({ change }) => change?.startsAt);
	const startsAt =
		booked?.change?.startsAt ?? moved?.change?.movedFrom ?? told?.change?.startsAt ?? null;
	return { booked, startsAt };
}

/** If the first booking of a chain is unknown, only the grid decides. */
function isOfSeries(own: Head, named: Head, entry: HistoryEntry): boolean {
	if (!isOnGrid(own.startsAt, named.startsAt, entry.change?.series ?? null)) return false;
	if (!own.booked) return true;
	if (!own.booked.change?.series) return false;
	if (named.booked && !isSame(own.booked.at, named.booked.at)) return false;
	return minutesBetween(entry.at, own.booked.at) <= 2;
}

const units = ['years', 'months', 'weeks', 'days'] as const;
const dayMinutes = 24 * 60;

/**
 * Whether two starts are a whole number of repetitions apart, within an hour for daylight saving
 * time.
 */
function isOnGrid(a: string | null, b: string | null, series: Series | null): boolean {
	const unit = units[series?.frequency ?? -1];
	if (!a || !b || !series || !unit) return false;
	if (unit === 'weeks' || unit === 'days') {
		const step = series.interval * dayMinutes * (unit === 'weeks' ? 7 : 1);
		const apart = Math.abs(minutesBetween(a, b)) % step;
		return Math.min(apart, step - apart) <= 60;
	}
	const from = DateTime.fromISO(a, { zone: 'utc' });
	const to = DateTime.fromISO(b, { zone: 'utc' });
	const steps = Math.round(to.diff(from, unit).as(unit) / series.interval);
	const there = from.plus({ [unit]: steps * series.interval });
	return Math.abs(to.diff(there).as('minutes')) <= 60;
}
