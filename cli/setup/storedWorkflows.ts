import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { N8n } from './n8n';
import { N8nFailure } from './n8nFailure';
import { hashOfContent, type WorkflowContent } from './workflowContent';

/** A workflow as n8n exports it. */
export interface StoredWorkflow extends WorkflowContent {
	id: string;
	name: string;
	versionId: string;
	nodes: Array<{ type: string }>;
}

/** The content hash of each workflow in n8n, by id, regardless of the database that n8n uses. */
export async function readStoredWorkflows(n8n: N8n): Promise<Map<string, string>> {
	const workflows = await exportWorkflows(n8n);
	return new Map(workflows.map((workflow) => [workflow.id, hashOfContent(workflow)]));
}

/** All workflows in n8n: their latest version, or with `--published` the published one. */
export async function exportWorkflows(n8n: N8n, ...more: string[]): Promise<StoredWorkflow[]> {
	const folder = mkdtempSync(join(n8n.notesFolder, 'export-'));
	const path = join(folder, 'workflows.json');
	try {
		await n8n.run('export:workflow', '--all', ...more, `--output=${path}`);
		return JSON.parse(readFileSync(path, 'utf8')) as StoredWorkflow[];
	} catch (error) {
		if (
			error instanceof N8nFailure &&
			/No workflows (with published versions )?found/.test(error.said)
		)
			return [];
		throw error;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
