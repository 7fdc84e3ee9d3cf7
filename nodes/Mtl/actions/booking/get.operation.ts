import type { Operation } from '../../../core/n8n/operation';
import { findBooking } from '../../../core/services/queries';
import { bookingId, uid } from '../../fields';
import { rowOut } from '../../output';

export const getBooking: Operation = {
	resource: 'booking',
	value: 'get',
	name: 'Get',
	action: 'Get a booking',
	description: 'Get a booking by UID or ID',
	fields: [
		{ ...uid, required: false },
		{ ...bookingId, required: false, description: 'Used if no UID is set' },
	],
	async execute({ db, text, id }) {
		const typed = text('uid');
		const by = typed === null ? { id: id('bookingId', 'Booking ID') } : { uid: typed };
		return rowOut(await findBooking(db, by), 'booking');
	},
};
