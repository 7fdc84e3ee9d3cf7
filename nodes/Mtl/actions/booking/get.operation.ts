import { findBooking } from '../../../core/db/repositories/bookings';
import { attempt } from '../../../core/db/transaction';
import type { Operation } from '../../../core/n8n/operation';
import { bookingId, uid } from '../../fields';
import { idFrom, rowOut } from '../../output';

export const getBooking: Operation = {
	resource: 'booking',
	value: 'get',
	name: 'Get',
	action: 'Get a booking',
	description: 'Get one booking by any uid it ever had, or by ID',
	fields: [
		{ ...uid, required: false },
		{ ...bookingId, required: false, description: 'Used when no UID is given' },
	],
	async execute(context) {
		const named = String(context.param('uid', '')).trim();
		const by = named ? { uid: named } : { id: idFrom(context, 'bookingId', 'Booking ID') };
		return rowOut(await attempt(async () => await findBooking(context.db, by)), 'booking');
	},
};
