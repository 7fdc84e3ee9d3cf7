import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { testCalComApi } from '../core/n8n/calComApi';
import { testWebhookSecret } from '../core/n8n/credentials';
import { testDatabase } from '../core/n8n/database';
import { description } from './description';
import { needsNoRegistration, registerWebhook, unregisterWebhook } from './registration';
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
			{
				name: 'mtlCalComApi',
				required: true,
				testedBy: 'testCalComApi',
				displayOptions: { show: { registers: [true] } },
			},
		],
	};

	methods = { credentialTest: { testDatabase, testWebhookSecret, testCalComApi } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions) {
				return needsNoRegistration(this);
			},
			async create(this: IHookFunctions) {
				return await registerWebhook(this);
			},
			async delete(this: IHookFunctions) {
				return await unregisterWebhook(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive.call(this);
	}
}
