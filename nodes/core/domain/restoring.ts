import type { HistoryEntry } from './booking/historyEntry';

/**
 * The kinds of events that make a row live again which another application has deleted softly, if
 * they were not known before: the appointment takes place. Other events leave it deleted.
 */
export const restoring: ReadonlySet<HistoryEntry['kind']> = new Set([
	'requested',
	'created',
	'rescheduled',
]);

/** The line on the timeline that says so. */
export function restoredLine(
	what: 'Lead' | 'Booking',
	leadId: number,
	bookingId: number | null,
	type: string | null,
) {
	return {
		leadId,
		bookingId,
		type: type ?? 'booking',
		subject: `${what} Restored`,
		body: `The ${what.toLowerCase()} had been deleted. A new event in Cal.com restored it.`,
		eventKey: null,
		position: null,
	};
}
