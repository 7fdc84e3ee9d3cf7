import { join } from 'node:path';
import { readShippedWorkflows } from '../../cli/setup/shippedWorkflows';
import { runN8nCommand } from '../../runner/n8n/n8nCommand';
import type { N8nInstance } from '../../runner/n8n/n8nEnvironment';
import { besides, importWorkflow, withTrigger } from '../support/changedTrigger';
import { builtInWorkflow } from './builtIn';
import { copies } from './subjects';

const folder = join(__dirname, 'workflows');

/** Imports and publishes the workflows to compare with. n8n must not be running. */
export async function importBenchWorkflows(
	instance: N8nInstance,
	signal: AbortSignal,
): Promise<void> {
	await runN8nCommand(instance, ['import:workflow', '--separate', `--input=${folder}`], signal);
	for (const { id } of readShippedWorkflows(folder)) {
		await runN8nCommand(instance, ['publish:workflow', `--id=${id}`], signal);
	}
	for (const { settings, ...at } of Object.values(copies)) {
		await importWorkflow(instance, besides(withTrigger(settings), at), signal);
	}
	await importWorkflow(instance, builtInWorkflow(), signal);
}
