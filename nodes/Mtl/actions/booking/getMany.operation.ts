import { listBookings } from '../../../core/db/repositories/bookings';
import { attempt } from '../../../core/db/transaction';
import type { Operation } from '../../../core/n8n/operation';
import { filtersOf, leadId, listFields } from '../../fields';
import { limitOf, rowsOut } from '../../output';

export const getManyBookings: Operation = {
	resource: 'booking',
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many bookings',
	description: 'Get the newest bookings, or the next ones',
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
			{ ...leadId, description: 'Only bookings of this lead; 0 for all' },
			{
				displayName: 'Only Upcoming',
				name: 'upcoming',
				type: 'boolean',
				default: false,
				description: 'Whether to return only bookings from now on, soonest first',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: [
					{ name: 'Any', value: '' },
					{ name: 'Cancelled', value: 'cancelled' },
					{ name: 'Completed', value: 'completed' },
					{ name: 'No-Show', value: 'no_show' },
					{ name: 'Scheduled', value: 'scheduled' },
				],
				default: '',
			},
		),
	],
	async execute(context) {
		const { db, param } = context;
		const filter = {
			upcoming: param('filters.upcoming', false),
			status: param('filters.status', ''),
			bookingType: String(param('filters.bookingType', '')).trim(),
			leadId: Number(param('filters.leadId', 0)),
		};
		return rowsOut(await attempt(async () => await listBookings(db, filter, limitOf(context))));
	},
};
