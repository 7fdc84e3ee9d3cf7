import type { Operation } from '../../../core/n8n/operation';
import { editBooking } from '../../../core/services/editBooking';
import { bookingId } from '../../fields';
import { rowOut } from '../../output';

export const assignTeacher: Operation = {
	resource: 'booking',
	value: 'assignTeacher',
	name: 'Assign Teacher',
	action: 'Assign a teacher to a booking',
	description: 'Set who teaches a booking',
	fields: [
		bookingId,
		{
			displayName: 'Teacher ID',
			name: 'teacherId',
			type: 'number',
			default: 0,
			required: true,
			description: 'ID in the table <code>users</code>',
		},
	],
	async execute({ db, id }) {
		const assignedTeacherId = id('teacherId', 'Teacher ID');
		const booking = id('bookingId', 'Booking ID');
		return rowOut(await editBooking(db, booking, { assignedTeacherId }), 'booking');
	},
};
