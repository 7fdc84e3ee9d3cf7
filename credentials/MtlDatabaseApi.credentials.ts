import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

const pem = (displayName: string, name: string, hint: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	typeOptions: { rows: 4, password: true },
	default: '',
	description: hint,
	displayOptions: { hide: { tls: ['off'] } },
});

export class MtlDatabaseApi implements ICredentialType {
	name = 'mtlDatabaseApi';

	displayName = 'MTL Database API';

	icon: Icon = { light: 'file:mtl.svg', dark: 'file:mtl.dark.svg' };

	documentationUrl =
		'https://github.com/mixtreelang/n8n-nodes-mtl/blob/HEAD/docs/install.md#the-database';

	properties: INodeProperties[] = [
		{ displayName: 'Host', name: 'host', type: 'string', default: '127.0.0.1', required: true },
		{ displayName: 'Port', name: 'port', type: 'number', default: 3306, required: true },
		{ displayName: 'Database', name: 'database', type: 'string', default: '', required: true },
		{ displayName: 'User', name: 'user', type: 'string', default: '', required: true },
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
		},
		{
			displayName: 'TLS',
			name: 'tls',
			type: 'options',
			options: [
				{ name: 'Off', value: 'off', description: 'For a database on the same machine' },
				{ name: 'On', value: 'on', description: 'Encrypted; the certificate is not checked' },
				{ name: 'On, Verify Certificate', value: 'verify' },
			],
			default: 'off',
		},
		pem(
			'CA Certificate',
			'ca',
			'PEM text. If empty, the certificate authorities built into Node.js are used.',
		),
		pem('Client Certificate', 'cert', 'PEM text, if the server requires a client certificate'),
		pem('Client Key', 'key', 'PEM text, if the server requires a client certificate'),
		{
			displayName: 'Pool Size',
			name: 'poolSize',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100 },
			default: 5,
			description:
				"Max number of connections for each n8n process. All processes together must stay below the server's max_connections.",
		},
	];
}
