import { inboxStatuses } from '../../../core/domain/inbox';
import type { Operation } from '../../../core/n8n/operation';
import { listEvents } from '../../../core/services/queries';
import { filtersOf, listFields, uid } from '../../fields';
import { rowsOut } from '../../output';
import { filterOptionsOf } from '../../statuses';

export const getManyEvents: Operation = {
	resource: 'event',
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many events',
	description: 'Get the newest events from Cal.com with their status',
	fields: [
		...listFields,
		filtersOf(
			{ ...uid, required: false, description: 'Only return events with this UID' },
			{
				displayName: 'Received After',
				name: 'since',
				type: 'dateTime',
				default: '',
				description:
					'Only return events received at or after this time. In UTC, unless the value has an offset.',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: filterOptionsOf(inboxStatuses),
				default: '',
			},
		),
	],
	async execute({ db, text, time, optionalOption, limit }) {
		const since = time('filters.since', 'Received After');
		const filter = {
			status: optionalOption('filters.status', inboxStatuses, 'Status'),
			uid: text('filters.uid'),
			since: since === null ? null : new Date(since),
		};
		return rowsOut(await listEvents(db, filter, limit()));
	},
};
