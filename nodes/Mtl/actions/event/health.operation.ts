import type { IDataObject } from 'n8n-workflow';

import { refusedSinceStart } from '../../../CalComTrigger/refusals/logRefusal';
import type { Operation } from '../../../core/n8n/operation';
import { missingSettings } from '../../../core/n8n/workflowSettings';
import { healthOf, listsOf } from '../../../core/services/health';

export const checkHealth: Operation = {
	resource: 'event',
	value: 'health',
	name: 'Health',
	action: 'Check the health of the inbox',
	description: 'Count events by status, and see which ones are waiting and for how long',
	fields: [
		{
			displayName: 'Include Lists',
			name: 'includeLists',
			type: 'boolean',
			default: false,
			description:
				'Whether to add the latest and failed events, and the latest and upcoming level checks. They contain personal data, which n8n stores with the execution.',
		},
	],
	async execute({ db, flag }) {
		const lists = flag('includeLists', false) ? await listsOf(db) : {};
		const health = await healthOf(db, refusedSinceStart());
		const all = { ...health, missingSettings: missingSettings(new Date()), ...lists };
		return JSON.parse(JSON.stringify(all)) as IDataObject;
	},
};
