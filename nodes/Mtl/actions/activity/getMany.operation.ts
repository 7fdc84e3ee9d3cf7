import type { Operation } from '../../../core/n8n/operation';
import { listActivities } from '../../../core/services/queries';
import { filtersOf, leadId, listFields } from '../../fields';
import { rowsOut } from '../../output';

export const getManyActivities: Operation = {
	resource: 'activity',
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many activities',
	description: 'Get the timeline of a lead or a booking, newest first',
	fields: [
		...listFields,
		filtersOf(
			{
				displayName: 'Booking ID',
				name: 'bookingId',
				type: 'number',
				default: 0,
				description: 'Only return activities of this booking; 0 for all',
			},
			{ ...leadId, description: 'Only return activities of this lead; 0 for all' },
		),
	],
	async execute({ db, optionalId, limit }) {
		const filter = {
			leadId: optionalId('filters.leadId', 'Lead ID'),
			bookingId: optionalId('filters.bookingId', 'Booking ID'),
		};
		return rowsOut(await listActivities(db, filter, limit()));
	},
};
