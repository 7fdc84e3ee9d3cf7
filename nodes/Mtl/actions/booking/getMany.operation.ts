import { bookingStatuses } from '../../../core/domain/event';
import type { Operation } from '../../../core/n8n/operation';
import { listBookings } from '../../../core/services/queries';
import { filtersOf, leadId, listFields } from '../../fields';
import { rowsOut } from '../../output';
import { filterOptionsOf } from '../../statuses';

export const getManyBookings: Operation = {
	resource: 'booking',
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many bookings',
	description: 'Get the newest or the upcoming bookings',
	fields: [
		...listFields,
		filtersOf(
			{
				displayName: 'Booking Type',
				name: 'bookingType',
				type: 'string',
				default: '',
				placeholder: 'e.g. level_check',
			},
			{ ...leadId, description: 'Only return bookings of this lead; 0 for all' },
			{
				displayName: 'Only Upcoming',
				name: 'upcoming',
				type: 'boolean',
				default: false,
				description: 'Whether to return only upcoming bookings, soonest first',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: filterOptionsOf(bookingStatuses),
				default: '',
			},
		),
	],
	async execute({ db, text, flag, optionalId, optionalOption, limit }) {
		const filter = {
			upcoming: flag('filters.upcoming', false),
			status: optionalOption('filters.status', bookingStatuses, 'Status'),
			bookingType: text('filters.bookingType'),
			leadId: optionalId('filters.leadId', 'Lead ID'),
		};
		return rowsOut(await listBookings(db, filter, limit()));
	},
};
