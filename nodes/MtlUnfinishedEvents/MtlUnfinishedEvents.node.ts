import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';

import { databaseOf, testDatabase } from '../shared/n8n/database';
import { itemOf } from '../shared/n8n/item';
import { byOutput } from '../shared/n8n/routes';
import { takeUnfinished } from '../shared/services/unfinished';
import { description } from './description';

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
		const limit = this.getNodeParameter('limit', 50) as number;
		const events = await takeUnfinished(await databaseOf(this), limit, new Date());
		if (events.length === 0) return null;
		// Cal.com had its answer long ago.
		return byOutput(events.map((event) => ({ event, item: itemOf(event, { answered: true }) })));
	}
}
