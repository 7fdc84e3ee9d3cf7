import type { ApiBooking } from '../../nodes/core/calcom/api/booking';
import { type FoundEvent, findingsFor } from '../../nodes/core/calcom/reconcile/findings';
import type { HistoryEntry } from '../../nodes/core/domain/booking/historyEntry';
import { defaultParseSettings } from '../../nodes/core/domain/parseSettings';
import { addressOf, entriesOfEvent, stored } from './foldedLife';

interface Reconciled {
	/** The history with what was found. */
	history: HistoryEntry[];
	found: FoundEvent[];
	unresolved: Array<{ row: ApiBooking; reason: string }>;
}

/** What reading all rows of Cal.com's API adds to a history. */
export function reconcileLife(
	known: readonly HistoryEntry[],
	rows: readonly ApiBooking[],
	readAt: Date,
): Reconciled {
	const reconciled: Reconciled = { history: [...known], found: [], unresolved: [] };
	const left = new Set(rows.flatMap(({ previousUid }) => previousUid ?? []));
	const shown = new Set(rows.flatMap(({ isClass, eventTypeId }) => (isClass ? eventTypeId : [])));
	const oldestFirst = [...rows].sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
	for (const row of oldestFirst) {
		const { found, unresolved } = findingsFor(
			row,
			{ history: connectedTo(row, reconciled.history), classes: new Set() },
			{
				reader: 'reconcile',
				readAt,
				hasSuccessor: ({ uid }) => left.has(uid),
				showsSeats: (eventTypeId) => shown.has(eventTypeId),
				emailOf: addressOf,
			},
			defaultParseSettings,
		);
		const added = found.flatMap(({ event }) => entriesOfEvent(event));
		reconciled.history = stored([...reconciled.history, ...added]);
		reconciled.found.push(...found);
		if (unresolved !== null) reconciled.unresolved.push({ row, reason: unresolved });
	}
	return reconciled;
}

/** The entries that can say something about a row: those of its chain and of its series. */
function connectedTo({ uid, previousUid }: ApiBooking, history: HistoryEntry[]): HistoryEntry[] {
	const uids = new Set([uid, previousUid]);
	for (let before = -1; before < uids.size; ) {
		before = uids.size;
		const near = history.filter((one) => linksOf(one).some((link) => uids.has(link)));
		const series = new Set(near.flatMap(({ seriesKey }) => seriesKey ?? []));
		const all = history.filter((one) => near.includes(one) || series.has(one.seriesKey ?? ''));
		for (const link of all.flatMap(linksOf)) uids.add(link);
	}
	return history.filter((one) => uids.has(one.uid));
}

function linksOf({ uid, previousUid, firstUid }: HistoryEntry): string[] {
	return [uid, ...(previousUid ? [previousUid] : []), ...(firstUid ? [firstUid] : [])];
}
