import { stripVTControlCharacters } from 'node:util';

/** A failed n8n command. */
export class N8nFailure extends Error {
	override readonly name = 'N8nFailure';

	constructor(
		message: string,
		readonly hint: string,
		/** The complete output of n8n. */
		readonly said: string,
	) {
		super(message);
	}
}

const sameEnvironment = 'Run setup with the environment variables that n8n runs with';

/** n8n's output for common faults, and the message shown instead. */
const known: Array<[pattern: RegExp, message: string, hint: string]> = [
	[
		/Mismatching encryption keys.*settings file (\S+)/,
		'N8N_ENCRYPTION_KEY differs from the key that this n8n encrypts with, which is stored in $1.',
		`${sameEnvironment}, or without N8N_ENCRYPTION_KEY to use the stored key.`,
	],
	[
		/connection attempt \d+ failed: (.*?)\.? Retrying/,
		"n8n can't reach its own database: $1.",
		`Check that it is running. ${sameEnvironment} (DB_TYPE, DB_POSTGRESDB_HOST, …).`,
	],
	[
		/do not have permission to deactivate this workflow/,
		"n8n can't replace a published workflow until it has been started once.",
		'Start n8n once, then run setup again.',
	],
	[
		/Node\.js version (\S+) is currently not supported by n8n/,
		'n8n does not run on Node.js $1, which is the first on PATH.',
		'Put the Node.js that n8n runs on first on PATH.',
	],
	[
		/Command "(.*?)" not found/,
		'This n8n has no command "$1".',
		'Update n8n: this package is built for n8n 2.41.1.',
	],
];

/** The failure of a command, from n8n's output; an unknown failure shows n8n's last lines. */
export function explainFailure(command: string, output: string): N8nFailure {
	const said = stripVTControlCharacters(output);
	for (const [pattern, message, hint] of known) {
		const found = pattern.exec(said);
		if (found) return new N8nFailure(message.replace('$1', found[1] ?? ''), hint, said);
	}
	const lines = said.split('\n').filter((line) => line.trim() !== '');
	const last = lines.slice(-5).join('\n') || '(no output)';
	return new N8nFailure(`n8n ${command} failed:`, last, said);
}
