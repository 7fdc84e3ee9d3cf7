import { type INodeTypeDescription, NodeConnectionTypes } from 'n8n-workflow';

import { outputNames } from '../core/n8n/routes';

export const description: Omit<
	INodeTypeDescription,
	'group' | 'icon' | 'subtitle' | 'credentials'
> = {
	displayName: 'Unfinished Events Trigger',
	name: 'mtlUnfinishedEvents',
	version: [1],
	defaultVersion: 1,
	description: 'Retries events that failed and are due, or that never finished',
	eventTriggerDescription: '',
	defaults: { name: 'Unfinished Events Trigger' },
	polling: true,
	inputs: [],
	outputs: outputNames.map(() => NodeConnectionTypes.Main),
	outputNames: [...outputNames],
	properties: [
		{
			displayName: 'Batch Size',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 500 },
			default: 50,
			description: 'Max number of results to return',
		},
		{
			displayName: 'When Run Manually',
			name: 'manualRun',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Next Unfinished Event', value: 'next' },
				{ name: 'Sample: Cancelled', value: 'cancelled' },
				{ name: 'Sample: Created', value: 'created' },
				{ name: 'Sample: No-Show', value: 'noShow' },
				{ name: 'Sample: Rescheduled', value: 'rescheduled' },
			],
			default: 'next',
			description:
				'What "Execute workflow" in the editor starts. The samples are about one booking by Sample Person and are written to the connected database.',
		},
	],
};
