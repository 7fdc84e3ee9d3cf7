import { type INodeTypeDescription, NodeConnectionTypes } from 'n8n-workflow';

import { databaseCredential } from '../shared/n8n/credentials';
import { testDatabase } from '../shared/n8n/database';
import { outputNames } from '../shared/n8n/routes';

export const description: INodeTypeDescription = {
	displayName: 'Unfinished Events Trigger',
	name: 'mtlUnfinishedEvents',
	icon: { light: 'file:unfinished.svg', dark: 'file:unfinished.dark.svg' },
	group: ['trigger'],
	version: [1],
	defaultVersion: 1,
	subtitle: 'Failed or stuck events',
	description: 'Starts the branch of each event again that failed and is due, or was never finished',
	eventTriggerDescription: '',
	defaults: { name: 'Unfinished Events Trigger' },
	polling: true,
	inputs: [],
	outputs: outputNames.map(() => NodeConnectionTypes.Main),
	outputNames: [...outputNames],
	credentials: [{ name: databaseCredential, required: true, testedBy: testDatabase.name }],
	properties: [
		{
			displayName: 'Events per Run',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 500 },
			default: 50,
			description: 'Max number of events to take up at once',
		},
	],
};
