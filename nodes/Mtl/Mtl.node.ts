import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

import { testCalComApi } from '../core/n8n/calComApi';
import { testWebhookSecret } from '../core/n8n/credentials';
import { testDatabase } from '../core/n8n/database';
import { getOwnColumns } from '../core/n8n/ownColumns';
import { runOperations } from '../core/n8n/runOperations';
import { description } from './description';
import { operations } from './operations';

export class Mtl implements INodeType {
	description: INodeTypeDescription = {
		...description,
		usableAsTool: true,
		icon: { light: 'file:mtl.svg', dark: 'file:mtl.dark.svg' },
		subtitle: '={{ $parameter["resource"] + ": " + $parameter["operation"] }}',
		credentials: [
			{ name: 'mtlDatabaseApi', required: true, testedBy: 'testDatabase' },
			{
				// n8n reads the conditions of the first entry of a name only, so there is one for all.
				name: 'mtlCalComApi',
				required: false,
				testedBy: 'testCalComApi',
				displayOptions: {
					show: {
						resource: ['booking', 'event'],
						operation: ['backfill', 'reconcile', 'setOutcome'],
					},
				},
			},
			{
				name: 'mtlCalComWebhookApi',
				required: false,
				testedBy: 'testWebhookSecret',
				displayOptions: { show: { resource: ['event'], operation: ['reconcile'] } },
			},
		],
	};

	methods = {
		credentialTest: { testDatabase, testCalComApi, testWebhookSecret },
		loadOptions: { getOwnColumns },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, operations);
	}
}
