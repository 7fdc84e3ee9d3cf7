import type { INodeType, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { testWebhookSecret } from '../shared/n8n/credentials';
import { testDatabase } from '../shared/n8n/database';
import { description } from './description';
import { receive } from './receive';

export class CalComTrigger implements INodeType {
	description = description;

	methods = { credentialTest: { testDatabase, testWebhookSecret } };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive.call(this);
	}
}
