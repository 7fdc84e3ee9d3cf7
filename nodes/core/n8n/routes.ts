import type { INodeExecutionData } from 'n8n-workflow';

import type { BookingEvent } from '../domain/event';

/** The outputs of both triggers, in this order. */
export const outputNames = ['Created', 'Rescheduled', 'Cancelled', 'Other'] as const;

/** The outputs of the Cal.com Booking Trigger; the last one is for events that could not be recorded yet. */
export const triggerOutputNames = [...outputNames, 'Database Away'] as const;

/** The item on the output "Database Away". */
export function whileAway(item: INodeExecutionData): INodeExecutionData[][] {
	return triggerOutputNames.map((name) => (name === 'Database Away' ? [item] : []));
}

/** The output of an event. A request for a new time moves a booking, so it is a reschedule. */
export function outputOf({ event, booking }: BookingEvent): (typeof outputNames)[number] {
	switch (event.kind) {
		case 'created':
			return 'Created';
		case 'requested':
			return booking?.previousUid ? 'Rescheduled' : 'Created';
		case 'rescheduled':
			return 'Rescheduled';
		case 'cancelled':
		case 'rejected':
			return 'Cancelled';
		case 'no_show':
		case 'ended':
		case 'location_updated':
		case 'reassigned':
		case 'other':
			return 'Other';
	}
}

/** One list of items per output. */
export function byOutput(
	items: ReadonlyArray<{ event: BookingEvent; item: INodeExecutionData }>,
): INodeExecutionData[][] {
	return outputNames.map((name) =>
		items.flatMap(({ event, item }) => (outputOf(event) === name ? [item] : [])),
	);
}
