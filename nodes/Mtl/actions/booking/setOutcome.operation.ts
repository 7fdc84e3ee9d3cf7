import { MtlError } from '../../../core/domain/errors';
import type { BookingStatus } from '../../../core/domain/event';
import type { Operation } from '../../../core/n8n/operation';
import { editBooking } from '../../../core/services/editBooking';
import { bookingId } from '../../fields';
import { idFrom, rowOut } from '../../output';

const outcomes = [
	{ name: 'Cancelled', value: 'cancelled' },
	{ name: 'Completed', value: 'completed' },
	{ name: 'No-Show', value: 'no_show' },
	{ name: 'Scheduled', value: 'scheduled' },
] satisfies Array<{ name: string; value: BookingStatus }>;

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
			options: outcomes,
			default: 'completed',
			description: 'What is written to bookings.status',
		},
	],
	async execute(context) {
		const status = outcomes.find(({ value }) => value === context.param('outcome'))?.value;
		if (!status) {
			throw new MtlError(
				'input',
				'The field "Outcome" is none of its options.',
				`Use one of ${outcomes.map(({ value }) => value).join(', ')}.`,
			);
		}
		const id = idFrom(context, 'bookingId', 'Booking ID');
		return rowOut(await editBooking(context.db, id, { status }), 'booking');
	},
};
