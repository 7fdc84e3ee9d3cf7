/** The status of an event, in the order of its life: `webhook_events.status`. */
export const inboxStatuses = [
	'received',
	'processing',
	'processed',
	'failed',
	'quarantined',
	'ignored',
] as const;
export type InboxStatus = (typeof inboxStatuses)[number];

/** Statuses of events that are not being worked on, so a person can run them again. */
export const replayableStatuses = [
	'failed',
	'ignored',
	'processed',
	'quarantined',
] as const satisfies InboxStatus[];

/** Statuses of the events that people most often run again. */
export const failedStatuses = ['failed', 'quarantined'] as const satisfies InboxStatus[];

/** Which events to run again: these ids, or all events with these statuses. */
export interface ReplaySelection {
	ids?: readonly number[];
	statuses?: readonly InboxStatus[];
	/** Received at or after this time. */
	since?: Date;
}
