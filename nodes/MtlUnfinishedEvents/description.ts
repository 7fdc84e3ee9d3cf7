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
	description:
		'Starts the branch of each event again that failed and is due, or was never finished',
	eventTriggerDescription: '',
	defaults: { name: 'Unfinished Events Trigger' },
	polling: true,
	inputs: [],
	outputs: outputNames.map(() => NodeConnectionTypes.Main),
	outputNames: [...outputNames],
	properties: [
		{
			displayName: 'Events at Once',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 500 },
			default: 50,
			description: 'Max number of results to return',
		},
	],
};
