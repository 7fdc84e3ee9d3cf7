import { listEvents } from '../../../core/db/repositories/inbox';
import { attempt } from '../../../core/db/transaction';
import { timeFromField } from '../../../core/n8n/mapping';
import type { Operation } from '../../../core/n8n/operation';
import { filtersOf, listFields, uid } from '../../fields';
import { limitOf, rowsOut } from '../../output';

const statuses = ['received', 'processing', 'processed', 'failed', 'quarantined', 'ignored'];

export const getManyEvents: Operation = {
	resource: 'event',
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many events',
	description: 'Get the newest deliveries from Cal.com and what became of them',
	fields: [
		...listFields,
		filtersOf(
			{ ...uid, required: false, description: 'Only events of this uid' },
			{
				displayName: 'Received After',
				name: 'since',
				type: 'dateTime',
				default: '',
				description: 'Only deliveries received after this time; UTC unless it names an offset',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: [
					{ name: 'Any', value: '' },
					...statuses.map((value) => ({
						name: value.charAt(0).toUpperCase() + value.slice(1),
						value,
					})),
				],
				default: '',
			},
		),
	],
	async execute(context) {
		const { db, param } = context;
		const since = timeFromField(context, 'filters.since', 'Received After');
		const filter = {
			status: param('filters.status', ''),
			uid: String(param('filters.uid', '')).trim(),
			...(since ? { since: new Date(since) } : {}),
		};
		return rowsOut(await attempt(async () => await listEvents(db, filter, limitOf(context))));
	},
};
