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

	/**
	 * Starts one execution per event: then one that fails holds up no other, and each is found by its own booking.
	 * By hand, in the editor, it takes up one event.
	 */
	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const limit = this.getMode() === 'manual' ? 1 : (this.getNodeParameter('limit', 50) as number);
		const events = await takeUnfinished(await databaseOf(this), limit, new Date());
		// Cal.com had its answer long ago.
		const outputs = events.map((event) =>
			byOutput([{ event, item: itemOf(event, { answered: true }) }]),
		);
		const last = outputs.pop();
		for (const one of outputs) this.__emit(one);
		return last ?? null;
	}
}
