import { listActivities } from '../../../core/db/repositories/activities';
import { attempt } from '../../../core/db/transaction';
import type { Operation } from '../../../core/n8n/operation';
import { filtersOf, leadId, listFields } from '../../fields';
import { limitOf, rowsOut } from '../../output';

export const getManyActivities: Operation = {
	resource: 'activity',
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many activities',
	description: "Get a lead's or a booking's timeline, newest first",
	fields: [
		...listFields,
		filtersOf(
			{
				displayName: 'Booking ID',
				name: 'bookingId',
				type: 'number',
				default: 0,
				description: 'Only lines about this booking; 0 for all',
			},
			{ ...leadId, description: 'Only the timeline of this lead; 0 for all' },
		),
	],
	async execute(context) {
		const { db, param } = context;
		const filter = {
			leadId: Number(param('filters.leadId', 0)),
			bookingId: Number(param('filters.bookingId', 0)),
		};
		return rowsOut(await attempt(async () => await listActivities(db, filter, limitOf(context))));
	},
};
