import { existsSync, mkdirSync, readFileSync, renameSync, unwatchFile, watchFile } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../process/command';
import { n8nEnvironment, type N8nInstance } from './n8nEnvironment';
import { n8nProgram } from './n8nServer';
import type { Report } from '../progress';

/**
 * Makes the tables, credentials and workflows with the installed package's own `setup`. n8n must
 * not be running. Returns a line for each workflow that people have edited and that was kept.
 * Throws RunnerError with its sentence, for example the list of rows that prevent the migration.
 */
export async function runSetup(
	instance: N8nInstance,
	options: {
		/** The package as it is installed in n8n. */
		packageFolder: string;
		databaseUrl: string;
		webhookSecret: string;
		takeWorkflows: boolean;
		report: Report;
		signal: AbortSignal;
	},
): Promise<string[]> {
	const { packageFolder, databaseUrl, webhookSecret, takeWorkflows, signal } = options;
	moveEarlierNotes(instance.home);
	const log = join(instance.home, 'setup.log');
	watchFile(log, { interval: 1_000 }, ({ size }) => size > 0 && options.report(lastLine(log)));
	const said = await runCommand({
		home: instance.home,
		name: 'setup',
		command: process.execPath,
		args: [
			...[join(packageFolder, 'dist/cli.js'), 'setup', '--n8n', n8nProgram],
			...(takeWorkflows ? ['--take-workflows'] : []),
		],
		// Not on the command line, where every user of the machine could read the secrets.
		env: {
			...n8nEnvironment(instance),
			MTL_DATABASE_URL: databaseUrl,
			CALCOM_WEBHOOK_SECRET: webhookSecret,
		},
		cwd: instance.home,
		log,
		signal,
		failure: 'The set-up failed',
		explain: (output) => `\n${output.trim()}`,
	}).finally(() => unwatchFile(log));
	return said.split('\n').filter((line) => line.includes('--take-workflows'));
}

function lastLine(path: string): string {
	return readFileSync(path, 'utf8').trim().split('\n').at(-1) ?? '';
}

/** Up to version 1.1.0 the notes about what is in n8n were elsewhere in the home. */
function moveEarlierNotes(home: string): void {
	const folder = join(home, 'n8n/.n8n/n8n-nodes-mtl');
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	for (const name of ['credentials.json', 'workflows.json']) {
		const earlier = join(home, 'n8n', name);
		if (existsSync(earlier)) renameSync(earlier, join(folder, name));
	}
}
