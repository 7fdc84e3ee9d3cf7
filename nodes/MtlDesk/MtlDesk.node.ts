import type {
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { testDatabase } from '../core/n8n/database';
import { description } from './description';
import { serve } from './serve';

export class MtlDesk implements INodeType {
	description: INodeTypeDescription = {
		...description,
		group: ['trigger'],
		icon: { light: 'file:desk.svg', dark: 'file:desk.dark.svg' },
		subtitle: 'Pages for the school',
		credentials: [{ name: 'mtlDatabaseApi', required: true, testedBy: 'testDatabase' }],
	};

	methods = { credentialTest: { testDatabase } };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await serve.call(this);
	}
}
