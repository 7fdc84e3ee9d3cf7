import type { HistoryEntry } from '../historyEntry';
import { everyone, unknownSeat } from '../historyEntry';
import { minutesBetween } from './time';

/** Whether an entry is a manual edit, which comes after everything known at the time. */
export function isManual({ kind, type }: HistoryEntry): boolean {
	return kind === 'by_hand' || type.startsWith('MANUAL_');
}

/** Whether an entry says that a booking was made. */
export function isBooked({ kind }: HistoryEntry): boolean {
	return kind === 'created' || kind === 'requested';
}

/** Whether an entry moves a booking that keeps its uid. */
export function isInPlace({ kind, uid, previousUid }: HistoryEntry): boolean {
	return kind === 'rescheduled' && (previousUid === null || previousUid === uid);
}

/**
 * Whether an entry moves a class onto another class; if it lists no one, it empties and closes the
 * other class.
 */
export function isMerge({ kind, isClass, seatKey, previousUid }: HistoryEntry): boolean {
	return kind === 'rescheduled' && isClass && seatKey === everyone && previousUid !== null;
}

/** Whether an entry ends a class as a whole. */
export function closesClass(entry: HistoryEntry): boolean {
	if (isManual(entry)) return false;
	if (isMerge(entry)) return entry.people.length === 0;
	if (entry.kind !== 'cancelled') return false;
	const asksForNewTime =
		entry.seatKey === unknownSeat && entry.change?.rescheduleRequested === true;
	return entry.seatKey === everyone || asksForNewTime;
}

/**
 * The uids that an entry shows to be classes: a person who moves to a seat in a class had a seat
 * before.
 */
export function classesSaid({ isClass, uid, previousUid }: HistoryEntry): string[] {
	return isClass ? [uid, previousUid ?? uid] : [];
}

/**
 * Whether a place without seats was cancelled, or declined and not confirmed, and has not been
 * revived since.
 */
export function isClosed(entries: readonly HistoryEntry[]): boolean {
	const told = entries.filter((entry) => !isManual(entry));
	const closings = told.filter(({ kind }) => kind === 'cancelled');
	const confirmed = told.filter(({ kind }) => kind === 'created' || kind === 'rescheduled');
	if (closings.length === 0) {
		return confirmed.length === 0 && told.some(({ kind }) => kind === 'rejected');
	}
	return !livesAgain(told, closings);
}

/**
 * A requested booking that is confirmed more than two minutes after all these closings is revived,
 * because self-hosted Cal.com servers let a host confirm it later. Within two minutes, the stamps
 * of deliveries can't tell, but Cal.com's API can.
 */
export function livesAgain(
	entries: readonly HistoryEntry[],
	closings: readonly HistoryEntry[],
): boolean {
	const requested = entries.some(({ kind }) => kind === 'requested');
	return entries.some(
		(entry) =>
			entry.kind === 'created' &&
			(requested || entry.read) &&
			closings.every((closing) => revives(entry, closing)),
	);
}

/** Whether an entry is so much later than a closing that the booking lives again. */
export function revives({ at, read }: HistoryEntry, closing: HistoryEntry): boolean {
	return read ? at > closing.at : minutesBetween(closing.at, at) > 2;
}
