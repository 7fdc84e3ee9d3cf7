import { type Appointment, foldHistory, type PlaceKey } from '../../domain/booking/foldHistory';
import { classesSaid, isManual } from '../../domain/booking/history/entries';
import type { HistoryEntry } from '../../domain/booking/historyEntry';

/** What Cal.com has told us, without what people changed manually. */
export interface Told {
	history: readonly HistoryEntry[];
	/** Uids that are classes, regardless of these entries. */
	classes: ReadonlySet<string>;
}

/** The appointments under one uid, as told. */
export interface ToldAt {
	uid: string;
	/** The entries under the uid. */
	entries: readonly HistoryEntry[];
	isClass: boolean;
	/** The appointments whose current place is under the uid. */
	here: readonly Appointment[];
	living: readonly Appointment[];
	/** The uids from which a booking is known to have come. */
	previousUids: ReadonlySet<string>;
}

/** What was told about a uid. */
export function toldAt(uid: string, { history, classes }: Told): ToldAt {
	const told = history.filter((entry) => !isManual(entry));
	const appointments = foldHistory(told, classes);
	const here = appointments.filter(({ places }) => places.at(-1)?.uid === uid);
	const entries = told.filter((entry) => entry.uid === uid);
	return {
		uid,
		entries,
		isClass: classes.has(uid) || told.some((entry) => classesSaid(entry).includes(uid)),
		here,
		living: here.filter(({ state }) => state.status !== 'cancelled'),
		previousUids: new Set([
			...entries.flatMap(({ previousUid }) => previousUid ?? []),
			...appointments.flatMap(({ places }) => uidsBefore(uid, places)),
		]),
	};
}

function uidsBefore(uid: string, places: readonly PlaceKey[]): string[] {
	const index = places.findIndex((place) => place.uid === uid);
	return places.slice(0, Math.max(index, 0)).map((place) => place.uid);
}

/** The e-mail of the host that was named last; null if none was, or teachers are not assigned. */
export function hostTold({ entries }: Appointment): string | null {
	return entries.findLast(({ teacher }) => teacher)?.teacher?.email ?? null;
}
