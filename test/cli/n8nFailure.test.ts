import { explainFailure } from '../../cli/setup/n8nFailure';

describe('what n8n 2.41.1 says when a command fails', () => {
	it.each([
		[
			'another encryption key',
			'Error: Failed to load command "import:credentials"\n' +
				'Error: Mismatching encryption keys. The encryption key in the settings file ' +
				'/home/node/.n8n/config does not match the N8N_ENCRYPTION_KEY env var. Please make sure…\n' +
				'    at InstanceSettings.loadOrCreate (instance-settings.ts:338:11)\n',
			/^N8N_ENCRYPTION_KEY differs from the key .* stored in \/home\/node\/\.n8n\/config\.$/,
		],
		[
			'a database of n8n that does not answer',
			'Initial database connection attempt 1 failed: connect ECONNREFUSED 127.0.0.1:5432. ' +
				'Retrying in 1000ms\nThere was an error initializing DB\n',
			/^n8n can't reach its own database: connect ECONNREFUSED 127\.0\.0\.1:5432\.$/,
		],
		[
			'a published workflow in an n8n that was never started',
			'You do not have permission to deactivate this workflow. Ask the owner to share it with you.',
			/^n8n can't replace a published workflow until it has been started once\.$/,
		],
		[
			'a Node.js that is too old',
			'\nYour Node.js version 20.20.2 is currently not supported by n8n.\nPlease use …\n',
			/^n8n does not run on Node\.js 20\.20\.2/,
		],
		[
			'a command that an older n8n lacks',
			'\u001b[31mError: Command "publish:workflow" not found\u001b[39m\n',
			/^This n8n has no command "publish:workflow"\.$/,
		],
	])('%s', (_, said, expected) => {
		const { message, hint } = explainFailure('import:credentials', said);
		expect(message).toMatch(expected);
		expect(hint).not.toBe('');
	});

	it('any other failure shows the last lines of the output', () => {
		const said = ['first', '2', '3', '4', '', '5', 'Something new happened'].join('\n');
		const { message, hint } = explainFailure('publish:workflow', said);
		expect(message).toBe('n8n publish:workflow failed:');
		expect(hint).toBe('2\n3\n4\n5\nSomething new happened');
	});
});
