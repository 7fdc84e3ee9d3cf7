import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class MtlCalComWebhookApi implements ICredentialType {
	name = 'mtlCalComWebhookApi';

	displayName = 'MTL Cal.com Webhook API';

	icon: Icon = { light: 'file:calCom.svg', dark: 'file:calCom.dark.svg' };

	documentationUrl =
		'https://github.com/mixtreelang/n8n-nodes-mtl/blob/HEAD/README.md#connect-calcom';

	properties: INodeProperties[] = [
		{
			displayName: 'Secret',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The same text as "Secret" in the webhook settings in Cal.com',
		},
		{
			displayName: 'Previous Secret',
			name: 'previousSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The old secret while you change it, so that deliveries signed with it are still accepted. Clear this field afterwards.',
		},
	];
}
