import type { HistoryEntry } from '../../domain/booking/historyEntry';
import type { Trx } from '../../db/connection';
import { updateEntry } from '../../db/repositories/history';
import { findEventsByKey } from '../../db/repositories/inbox';
import { parseRow } from '../retryEvents';

/**
 * Adds who cancelled to entries of versions that did not read it, from the stored bodies. Of an event whose
 * body is gone, it stays unknown.
 */
export async function withWhoCancelled(
	trx: Trx,
	history: readonly HistoryEntry[],
): Promise<HistoryEntry[]> {
	const lacking = history.filter(lacksIt);
	if (lacking.length === 0) return [...history];
	const bodies = await findEventsByKey(trx, [...new Set(lacking.map((one) => one.eventKey))]);
	const told = new Map(
		bodies.map((row) => {
			const read = parseRow(row);
			return [row.dedupe_key, (read.ok && read.event.booking?.cancelledBy) || null];
		}),
	);
	const filled = history.map((entry) =>
		lacksIt(entry) && entry.change
			? { ...entry, change: { ...entry.change, cancelledBy: told.get(entry.eventKey) ?? null } }
			: entry,
	);
	for (const entry of filled.filter((one) => !history.includes(one)))
		await updateEntry(trx, entry.id, entry);
	return filled;
}

function lacksIt({ kind, change }: HistoryEntry): boolean {
	return kind === 'cancelled' && change !== null && !('cancelledBy' in change);
}
