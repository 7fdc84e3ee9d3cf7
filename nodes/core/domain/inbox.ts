/** What has become of an event, in the order of its life: `webhook_events.status`. */
export const inboxStatuses = [
	'received',
	'processing',
	'processed',
	'failed',
	'quarantined',
	'ignored',
] as const;
export type InboxStatus = (typeof inboxStatuses)[number];

/** Events that are not being worked on, so a person can let them run again. */
export const replayableStatuses = [
	'failed',
	'ignored',
	'processed',
	'quarantined',
] as const satisfies InboxStatus[];

/** Events that a person most often lets run again. */
export const failedStatuses = ['failed', 'quarantined'] as const satisfies InboxStatus[];

/** Which events are to run again: these, or all of these statuses. */
export interface ReplaySelection {
	ids?: readonly number[];
	statuses?: readonly InboxStatus[];
	/** Received at or after this time. */
	since?: Date;
}
