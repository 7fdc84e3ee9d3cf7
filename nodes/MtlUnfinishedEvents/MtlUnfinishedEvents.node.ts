import type { INodeExecutionData, INodeType, IPollFunctions } from 'n8n-workflow';

import { databaseOf, testDatabase } from '../shared/n8n/database';
import { itemOf } from '../shared/n8n/item';
import { byOutput } from '../shared/n8n/routes';
import { takeUnfinished } from '../shared/services/unfinished';
import { description } from './description';

export class MtlUnfinishedEvents implements INodeType {
	description = description;

	methods = { credentialTest: { testDatabase } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const limit = this.getNodeParameter('limit', 50) as number;
		const events = await takeUnfinished(await databaseOf(this), limit, new Date());
		if (events.length === 0) return null;
		// Cal.com had its answer long ago.
		return byOutput(events.map((event) => ({ event, item: itemOf(event, { answered: true }) })));
	}
}
