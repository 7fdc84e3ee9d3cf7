import {
	type HistoryEntry,
	everyone,
	unknownSeat,
	wholeBooking,
} from '../domain/booking/historyEntry';
import { type KnownBookings, knownPlaces, type Reference } from '../domain/booking/knownBookings';
import { decisive } from '../domain/booking/bookingState';
import { classesSaid, closesClass, isBooked, isMerge } from '../domain/booking/history/entries';
import type { Trx } from '../db/connection';
import { findBookings, lockBookings, storedBooking } from '../db/repositories/bookings';
import { findHistory, findSeriesEntries, type LegacyEntry } from '../db/repositories/history';
import { findReferences, lockUids } from '../db/repositories/references';
import type { Installation } from '../db/installation';
import { findPointed } from '../db/repositories/bookingMerges';
import type { BookingRow } from '../db/tables';
import { StartOver } from '../db/transaction';
import { editsBefore, upgradeHistory } from './upgradeHistory';

/** What an event is about, as far as the event says. */
export interface Concerned {
	uids: readonly string[];
	/** `personKey`s; if the event is about a class as a whole, everyone in the class is found. */
	people: readonly string[];
	wholeClass: boolean;
	/** The uids that the event says are classes. */
	classes: readonly string[];
	/** The series that it belongs to; null if the event names none. */
	seriesKey: string | null;
	/** The series that it may belong to, if the first booking of its chain is not known. */
	possibleSeriesKey: string | null;
	/** Whether it is, or may be, about a series as a whole. */
	endsSeries: boolean;
}

/** What the entries of one event are about. */
export function concernedBy(entries: readonly HistoryEntry[]): Concerned {
	const uids = entries.flatMap(({ uid, previousUid, firstUid }) => [uid, previousUid, firstUid]);
	return {
		uids: [...new Set(uids.filter((uid) => uid !== null))],
		people: [...new Set(entries.flatMap(({ people }) => people.map(({ person }) => person)))],
		wholeClass: entries.some(isOfWholeClass),
		classes: entries.flatMap(classesSaid),
		seriesKey: entries.find(belongsToSeries)?.seriesKey ?? null,
		possibleSeriesKey: entries.find(continues)?.seriesKey ?? null,
		endsSeries: entries.some(endsSeries),
	};
}

/** Cal.com names the series when a booking is made, not when it is moved. */
function belongsToSeries({ change, isClass }: HistoryEntry): boolean {
	return !isClass && Boolean(change?.series);
}

/** Whether an entry continues an existing booking. */
function continues(entry: HistoryEntry): boolean {
	return decisive.has(entry.kind) && !isBooked(entry);
}

function endsSeries(entry: HistoryEntry): boolean {
	return belongsToSeries(entry) && (entry.kind === 'cancelled' || entry.kind === 'rejected');
}

/** Whether an entry is about everyone in a class, if the uid is one. */
function isOfWholeClass(entry: HistoryEntry): boolean {
	return entry.seatKey === everyone || closesClass(entry) || isMerge(entry);
}

const nothing: KnownBookings = {
	history: [],
	references: [],
	bookings: [],
	people: new Set(),
	classes: new Set(),
	editsBefore: new Map(),
};

/** The result of one round of reading; the next round knows more uids and people. */
interface Reach {
	uids: Set<string>;
	people: Set<string>;
	/** Classes of which everyone is needed. */
	everyoneAt: Set<string>;
	/** Entries stored by older versions, before they were replaced. */
	legacy: LegacyEntry[];
}

/**
 * Locks the uids that an event names and all uids linked to them, and reads what is known under
 * them: the history, the references and (also locked) the rows. For a class, only what concerns the
 * people of the event.
 */
export async function lockAndLoad(
	trx: Trx,
	concerned: Concerned,
	installation: Installation,
): Promise<KnownBookings> {
	const { seriesKey, possibleSeriesKey } = concerned;
	const allNew = await lockUids(trx, [...concerned.uids, ...lockOfSeries(seriesKey)]);
	if (allNew && possibleSeriesKey === null)
		return { ...nothing, people: new Set(concerned.people) };
	return await loadBookings(trx, concerned, { lock: true, installation });
}

const lockOfSeries = (seriesKey: string | null) => (seriesKey ? [`series:${seriesKey}`] : []);

/**
 * Reads what is known under these uids and all uids linked to them.
 *
 * @param lock whether to lock the uids and rows
 */
export async function loadBookings(
	trx: Trx,
	concerned: Concerned,
	{ lock, installation }: { lock: boolean; installation: Installation },
): Promise<KnownBookings> {
	const reach: Reach = {
		uids: new Set(concerned.uids),
		people: new Set(concerned.people),
		everyoneAt: new Set(concerned.wholeClass ? concerned.uids : []),
		legacy: [],
	};
	const held = new Set([...concerned.uids, ...lockOfSeries(concerned.seriesKey)]);
	for (;;) {
		const before = sizeOf(reach);
		const hold = async (names: readonly string[]) => {
			const missing = names.filter((name) => !held.has(name));
			if (lock && missing.length > 0) await lockUids(trx, missing);
			missing.forEach((name) => held.add(name));
			return missing.length > 0;
		};
		const references = await findReferences(trx, { uids: [...reach.uids] });
		const classes = classesIn(references);
		concerned.classes.forEach((uid) => classes.add(uid));
		const ids = idsOf(references, classes, reach);
		const all = ids.length > 0 ? await findReferences(trx, { bookingIds: ids }) : [];
		all.forEach(({ uid }) => reach.uids.add(uid));
		if (await hold([...reach.uids])) continue;
		const own = await readHistory(trx, reach, all);
		own.flatMap(classesSaid).forEach((uid) => classes.add(uid));
		const series = await seriesOf(trx, concerned, own);
		const history = [...new Map([...own, ...series.entries].map((one) => [one.id, one])).values()];
		widen(reach, history, classes);
		const more = await hold([...reach.uids, ...series.locks]);
		if (more || sizeOf(reach) > before) continue;
		const rows = ids.length > 0 ? await readRows(trx, ids, lock) : [];
		// Only where rows may be merged does it matter which of them others point to.
		const pointed = rows.length > 1 ? await findPointed(trx, ids, installation) : new Set<number>();
		const bookings = rows.map((row) => storedBooking(row, installation, pointed));
		const elsewhere = references.filter(({ bookingId }) => !ids.includes(bookingId ?? 0));
		return {
			history,
			references: [...all, ...elsewhere],
			bookings,
			people: reach.people,
			classes,
			editsBefore: editsBefore(bookings, all, reach.legacy),
		};
	}
}

function sizeOf({ uids, people, everyoneAt }: Reach): number {
	return uids.size + people.size + everyoneAt.size;
}

/** Adds the uids, people and series that these entries are linked to. */
function widen(reach: Reach, history: readonly HistoryEntry[], classes: ReadonlySet<string>): void {
	const { uids, people, everyoneAt } = reach;
	for (const entry of history) {
		const { uid, previousUid, firstUid } = entry;
		for (const one of [uid, previousUid, firstUid]) if (one) uids.add(one);
		if (!classes.has(uid)) continue;
		const ofAll = everyoneAt.has(uid) || everyoneAt.has(previousUid ?? '');
		const named = ofAll ? entry.people.map(({ person }) => person) : ownerOf(entry);
		named.forEach((person) => people.add(person));
		if (!isMerge(entry)) continue;
		const both = [uid, previousUid ?? uid];
		if (both.some((one) => everyoneAt.has(one))) both.forEach((one) => everyoneAt.add(one));
	}
}

async function readRows(trx: Trx, ids: readonly number[], lock: boolean): Promise<BookingRow[]> {
	const rows = lock ? await lockBookings(trx, ids) : await findBookings(trx, ids);
	// The row was merged between reading its id and locking it.
	if (rows.length !== ids.length) throw new StartOver();
	return rows;
}

/** A uid with seats is a class. */
function classesIn(references: readonly Reference[]): Set<string> {
	return new Set(
		references.filter(({ seatKey }) => seatKey !== wholeBooking).map(({ uid }) => uid),
	);
}

async function readHistory(
	trx: Trx,
	reach: Reach,
	references: readonly Reference[],
): Promise<HistoryEntry[]> {
	const { uids, people, everyoneAt } = reach;
	const found = [await findHistory(trx, { uids: [...uids], people })];
	if (everyoneAt.size > 0) found.push(await findHistory(trx, { uids: [...everyoneAt] }));
	const old = found.flatMap((one) => one.legacy);
	const legacy = old.filter((one, index) => old.findIndex(({ id }) => id === one.id) === index);
	reach.legacy.push(...legacy);
	const entries = found.flatMap((one) => one.entries);
	const upgraded = legacy.length > 0 ? await upgradeHistory(trx, legacy, references) : [];
	const known = new Map([...entries, ...upgraded].map((entry) => [entry.id, entry]));
	return [...known.values()].sort((a, b) => a.id - b.id);
}

/** A person who had the uid before it became a class is part of its history. */
function ownerOf({ seatKey, kind, isClass, people }: HistoryEntry): string[] {
	const whole =
		seatKey === wholeBooking || seatKey === unknownSeat || (seatKey === everyone && !isClass);
	const [first] = people;
	return first && whole && (decisive.has(kind) || kind === 'ended') ? [first.person] : [];
}

/**
 * Entries about the series that these bookings belong to. If a series was ended, confirmed or
 * declined as a whole, all its bookings are needed, because any of them can name it.
 */
async function seriesOf(trx: Trx, concerned: Concerned, history: readonly HistoryEntry[]) {
	const booked = history.some(isBooked);
	// For a chain whose first booking is unknown, nothing tells whether it belongs to a series.
	const isMember = (one: HistoryEntry) =>
		belongsToSeries(one) || (!booked && !one.isClass && decisive.has(one.kind));
	const members = history.filter(isMember);
	const { seriesKey, possibleSeriesKey } = concerned;
	const own = booked ? [seriesKey] : [seriesKey, possibleSeriesKey];
	const keys = new Set([...own, ...members.map(({ seriesKey }) => seriesKey)]);
	const named = [...keys].filter((key) => key !== null);
	if (named.length === 0) return { entries: [], locks: [] };
	const entries = await findSeriesEntries(trx, named);
	const ended = concerned.endsSeries || entries.some(endsSeries);
	return { entries: ended ? entries : [], locks: named.flatMap(lockOfSeries) };
}

function idsOf(
	references: readonly Reference[],
	classes: ReadonlySet<string>,
	{ people, everyoneAt }: Reach,
): number[] {
	const isKnown = knownPlaces({ people, classes });
	const ids = references.flatMap((one) =>
		one.bookingId !== null && (isKnown(one) || everyoneAt.has(one.uid)) ? [one.bookingId] : [],
	);
	return [...new Set(ids)].sort((a, b) => a - b);
}
