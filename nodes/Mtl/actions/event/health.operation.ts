import type { IDataObject } from 'n8n-workflow';

import { refusedSinceStart } from '../../../CalComTrigger/refusals/logRefusal';
import type { Operation } from '../../../core/n8n/operation';
import { healthOf, listsOf } from '../../../core/services/health';

export const checkHealth: Operation = {
	resource: 'event',
	value: 'health',
	name: 'Health',
	action: 'Check the health of the inbox',
	description: 'Count events by status, and see what waits, how long, and since when',
	fields: [
		{
			displayName: 'Include Lists',
			name: 'includeLists',
			type: 'boolean',
			default: false,
			description:
				'Whether to add the latest events, the failed ones, and the latest and upcoming level checks. They hold personal data, which n8n keeps with the execution.',
		},
	],
	async execute({ db, flag }) {
		const lists = flag('includeLists', false) ? await listsOf(db) : {};
		const health = await healthOf(db, refusedSinceStart());
		return JSON.parse(JSON.stringify({ ...health, ...lists })) as IDataObject;
	},
};
