import type {
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { testWebhookSecret } from '../core/n8n/credentials';
import { testDatabase } from '../core/n8n/database';
import { description } from './description';
import { receive } from './webhook';

export class CalComTrigger implements INodeType {
	description: INodeTypeDescription = {
		...description,
		icon: { light: 'file:calCom.svg', dark: 'file:calCom.dark.svg' },
		subtitle: 'Bookings from Cal.com',
		credentials: [
			{ name: 'mtlDatabaseApi', required: true, testedBy: 'testDatabase' },
			{
				name: 'mtlCalComWebhookApi',
				required: true,
				testedBy: 'testWebhookSecret',
				displayOptions: { show: { verifySignature: [true] } },
			},
		],
	};

	methods = { credentialTest: { testDatabase, testWebhookSecret } };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive.call(this);
	}
}
