import type { BookingStatus } from '../../../shared/domain/event';
import type { Operation } from '../../../shared/n8n/operation';
import { editBooking } from '../../../shared/services/byHand';
import { bookingId } from '../../fields';
import { idFrom, rowOut } from '../list';

export const setOutcome: Operation = {
	resource: 'booking',
	value: 'setOutcome',
	name: 'Set Outcome',
	action: 'Set the outcome of a booking',
	description: 'Say what became of a booking; only newer news changes it again',
	fields: [
		bookingId,
		{
			displayName: 'Outcome',
			name: 'outcome',
			type: 'options',
			options: [
				{ name: 'Cancelled', value: 'cancelled' },
				{ name: 'Completed', value: 'completed' },
				{ name: 'No-Show', value: 'no_show' },
				{ name: 'Scheduled', value: 'scheduled' },
			],
			default: 'completed',
			description: 'What is written to bookings.status',
		},
	],
	async execute(context) {
		const status = context.param<BookingStatus>('outcome');
		const id = idFrom(context, 'bookingId', 'Booking ID');
		return rowOut(await editBooking(context.db, id, { status }), 'booking');
	},
};
