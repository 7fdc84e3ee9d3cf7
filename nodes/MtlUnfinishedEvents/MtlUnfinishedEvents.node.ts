import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';

import { testDatabase } from '../core/n8n/database';
import { description } from './description';
import { poll } from './poll';

export class MtlUnfinishedEvents implements INodeType {
	description: INodeTypeDescription = {
		...description,
		group: ['trigger'],
		icon: { light: 'file:unfinished.svg', dark: 'file:unfinished.dark.svg' },
		subtitle: 'Failed or stuck events',
		credentials: [{ name: 'mtlDatabaseApi', required: true, testedBy: 'testDatabase' }],
	};

	methods = { credentialTest: { testDatabase } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll.call(this);
	}
}
