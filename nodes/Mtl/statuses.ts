import type { INodePropertyOptions } from 'n8n-workflow';

import type { BookingStatus } from '../core/domain/event';
import type { InboxStatus } from '../core/domain/inbox';

const names = {
	cancelled: 'Cancelled',
	completed: 'Completed',
	failed: 'Failed',
	ignored: 'Ignored',
	no_show: 'No-Show',
	processed: 'Processed',
	processing: 'Processing',
	quarantined: 'Quarantined',
	received: 'Received',
	scheduled: 'Scheduled',
} as const satisfies Record<BookingStatus | InboxStatus, string>;

type Status = keyof typeof names;

/** The statuses as options of a field, by name. */
export function optionsOf(statuses: readonly Status[]): INodePropertyOptions[] {
	return [...statuses].sort().map((value) => ({ name: names[value], value }));
}

/** The same for a filter, which takes all of them when none is selected. */
export function filterOptionsOf(statuses: readonly Status[]): INodePropertyOptions[] {
	return [{ name: 'Any', value: '' }, ...optionsOf(statuses)];
}
