import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

import { testCalComApi } from '../core/n8n/calComApi';
import { testDatabase } from '../core/n8n/database';
import { runOperations } from '../core/n8n/runOperations';
import { outcomesOfNoShow } from './actions/booking/setOutcome.operation';
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
				name: 'mtlCalComApi',
				required: true,
				testedBy: 'testCalComApi',
				displayOptions: {
					show: {
						resource: ['booking'],
						operation: ['setOutcome'],
						outcome: outcomesOfNoShow,
						writeNoShow: [true],
					},
				},
			},
			{
				name: 'mtlCalComApi',
				required: true,
				testedBy: 'testCalComApi',
				displayOptions: { show: { resource: ['event'], operation: ['backfill', 'reconcile'] } },
			},
		],
	};

	methods = { credentialTest: { testDatabase, testCalComApi } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, operations);
	}
}
