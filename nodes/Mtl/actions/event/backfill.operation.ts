import type { IDataObject } from 'n8n-workflow';

import { calComApiFor } from '../../../core/n8n/calComApi';
import type { Operation } from '../../../core/n8n/operation';
import { MtlError } from '../../../core/domain/errors';
import { backfill, periodOf } from '../../../core/services/reconcile/backfill';
import { eventTypes, previewOnly, teams } from './sharedFields';

export const backfillBookings: Operation = {
	resource: 'event',
	value: 'backfill',
	name: 'Backfill',
	action: 'Backfill earlier bookings',
	description:
		'Bring the bookings of earlier years from Cal.com into the tables; what is already known stays',
	fields: [
		{
			displayName: 'Since',
			name: 'since',
			type: 'dateTime',
			default: '',
			required: true,
			description:
				'Bookings that start at or after this time. In UTC, unless the value has an offset.',
		},
		eventTypes,
		teams,
		{
			displayName: 'Time Zone',
			name: 'timeZone',
			type: 'string',
			default: 'UTC',
			placeholder: 'e.g. Europe/Amsterdam',
			description: 'Time zone of the times in the text',
		},
		previewOnly,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Run Workflow',
					name: 'runsWorkflow',
					type: 'boolean',
					default: false,
					description:
						'Whether to run the branches of the workflow for each event, with your own steps such as mails. Otherwise, the tables are filled without executions.',
				},
				{
					displayName: 'Until',
					name: 'until',
					type: 'dateTime',
					default: '',
					description:
						'Bookings that start before this time. If empty, until the beginning of today (UTC).',
				},
			],
		},
	],
	async execute({ db, functions, ids, time, timeZone, flag }) {
		const since = time('since', 'Since');
		if (since === null) {
			throw new MtlError(
				'input',
				'The field "Since" must not be empty.',
				'Write it like 2024-01-01.',
			);
		}
		const now = new Date();
		const [from, until] = periodOf(since, time('options.until', 'Until'), now);
		const report = await backfill(db, await calComApiFor(functions), {
			since: from,
			until,
			eventTypeIds: ids('eventTypeIds', 'Event Types'),
			teamIds: ids('teamIds', 'Teams'),
			timeZone: timeZone('timeZone', 'Time Zone'),
			runsWorkflow: flag('options.runsWorkflow', false),
			isPreview: flag('onlyShow', false),
			now: () => now,
		});
		const { events, ...counts } = report;
		return { ...counts, events: events.length } as unknown as IDataObject;
	},
};
