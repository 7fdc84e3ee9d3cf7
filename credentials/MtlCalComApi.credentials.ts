import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class MtlCalComApi implements ICredentialType {
	name = 'mtlCalComApi';

	displayName = 'MTL Cal.com API';

	icon: Icon = { light: 'file:calCom.svg', dark: 'file:calCom.dark.svg' };

	documentationUrl =
		'https://github.com/mixtreelang/n8n-nodes-mtl/blob/HEAD/docs/install.md#calcoms-api';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'From Cal.com, Settings → Developer → API keys',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.cal.com/v2',
			required: true,
			description:
				'Accounts of app.cal.eu: https://api.cal.eu/v2. Self-hosted: the address of your API v2, often on port 3003.',
		},
	];
}
