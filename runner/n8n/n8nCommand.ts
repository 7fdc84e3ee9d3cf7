import { join } from 'node:path';
import { runCommand } from '../process/command';
import { n8nEnvironment, type N8nInstance } from './n8nEnvironment';
import { n8nProgram } from './n8nServer';

/**
 * Runs n8n's command line (`import:workflow`, …) against the instance's own data; 3 seconds each,
 * 10 on a new home. n8n itself must not be running. Throws RunnerError when it fails.
 */
export async function runN8nCommand(
	instance: N8nInstance,
	args: string[],
	signal: AbortSignal,
): Promise<string> {
	return await runCommand({
		home: instance.home,
		name: 'n8n-command',
		command: process.execPath,
		args: [n8nProgram, ...args],
		env: n8nEnvironment(instance),
		cwd: instance.home,
		log: join(instance.home, 'n8n.log'),
		signal,
		failure: `n8n could not do "${args[0]}"`,
	});
}
