import type { HistoryEntry } from './booking/historyEntry';

/** A manual edit ranks above every event of the same moment. */
const ranks = {
	requested: 0,
	created: 1,
	other: 1,
	location_updated: 2,
	reassigned: 2,
	rescheduled: 2,
	cancelled: 3,
	rejected: 3,
	ended: 4,
	no_show: 4,
	by_hand: 5,
} as const satisfies Record<HistoryEntry['kind'], number>;

/**
 * The position of an event in an order that is the same on every machine: its time, then its rank,
 * then its key. 43 ASCII characters that compare as plain strings, in JavaScript and in SQL.
 *
 * @param occurredAt ISO 8601, UTC, milliseconds
 * @param key the event's dedupe key
 */
export function stampOf(occurredAt: string, kind: HistoryEntry['kind'], key: string): string {
	return `${occurredAt} ${ranks[kind]} ${key.slice(0, 16)}`;
}

/** The time inside a stamp: ISO 8601, UTC, milliseconds. */
export function timeOfStamp(stamp: string): string {
	return stamp.slice(0, 24);
}
