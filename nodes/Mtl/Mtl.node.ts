import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

import { testDatabase } from '../shared/n8n/database';
import { runOperations } from '../shared/n8n/runOperations';
import { description } from './description';
import { operations } from './operations';

export class Mtl implements INodeType {
	description = description;

	methods = { credentialTest: { testDatabase } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, operations);
	}
}
