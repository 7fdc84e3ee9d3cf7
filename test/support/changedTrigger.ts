import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IWorkflowBase } from 'n8n-workflow';

import { runN8nCommand } from '../../runner/n8n/n8nCommand';
import type { N8nInstance } from '../../runner/n8n/n8nEnvironment';
import { exported } from './workflowFiles';

const trigger = 'n8n-nodes-mtl.calComTrigger';

/** Imports and publishes the shipped booking workflow with these settings of its trigger. n8n must not be running. */
export async function importTrigger(
	instance: N8nInstance,
	parameters: Record<string, unknown>,
	signal: AbortSignal,
): Promise<void> {
	await importWorkflow(instance, withTrigger(parameters), signal);
}

/** The shipped booking workflow with these settings of its trigger. */
export function withTrigger(parameters: Record<string, unknown>): IWorkflowBase {
	const json = exported('calcom-bookings.json');
	const node = json.nodes.find(({ type }) => type === trigger);
	Object.assign(node?.parameters ?? {}, parameters);
	return json;
}

/** A second booking workflow at a path of its own, which leaves retries to the first. */
export function besides(
	json: IWorkflowBase,
	{ id, path }: { id: string; path: string },
): IWorkflowBase {
	const nodes = json.nodes.filter(({ type }) => type !== 'n8n-nodes-mtl.mtlUnfinishedEvents');
	const node = nodes.find(({ type }) => type === trigger);
	Object.assign(node ?? {}, { webhookId: `${id}-webhook` });
	Object.assign(node?.parameters ?? {}, { path });
	const { 'Unfinished Events Trigger': _, ...connections } = json.connections;
	return { ...json, id, name: path, nodes, connections };
}

/** Imports and publishes a workflow. n8n must not be running. */
export async function importWorkflow(
	instance: N8nInstance,
	json: IWorkflowBase,
	signal: AbortSignal,
): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'mtl-import-'));
	try {
		const path = join(folder, 'workflow.json');
		writeFileSync(path, JSON.stringify(json));
		await runN8nCommand(instance, ['import:workflow', `--input=${path}`], signal);
		await runN8nCommand(instance, ['publish:workflow', `--id=${json.id}`], signal);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
