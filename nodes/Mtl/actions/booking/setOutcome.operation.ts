import { bookingStatuses } from '../../../core/domain/event';
import type { Operation } from '../../../core/n8n/operation';
import { editBooking } from '../../../core/services/editBooking';
import { bookingId } from '../../fields';
import { rowOut } from '../../output';
import { optionsOf } from '../../statuses';

export const setOutcome: Operation = {
	resource: 'booking',
	value: 'setOutcome',
	name: 'Set Outcome',
	action: 'Set the outcome of a booking',
	description: 'Set the status of a booking; only a later event changes it again',
	fields: [
		bookingId,
		{
			displayName: 'Outcome',
			name: 'outcome',
			type: 'options',
			options: optionsOf(bookingStatuses),
			default: 'completed',
			description: 'Value for <code>bookings.status</code>',
		},
	],
	async execute({ db, id, option }) {
		const status = option('outcome', bookingStatuses, 'Outcome');
		const booking = id('bookingId', 'Booking ID');
		return rowOut(await editBooking(db, booking, { status }), 'booking');
	},
};
