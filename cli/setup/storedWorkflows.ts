import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { N8n } from './n8n';
import { N8nFailure } from './n8nFailure';

/** A workflow as it is in n8n. */
export interface StoredWorkflow {
	/** Of name, nodes, connections and settings: changes when people edit, not when they publish. */
	contentHash: string;
	isPublished: boolean;
}

interface ExportedWorkflow extends Record<'name' | 'nodes' | 'connections' | 'settings', unknown> {
	id: string;
	activeVersionId: string | null;
}

/** The workflows in n8n by their ids, whichever database n8n keeps them in. */
export async function readStoredWorkflows(n8n: N8n): Promise<Map<string, StoredWorkflow>> {
	const folder = mkdtempSync(join(n8n.notesFolder, 'export-'));
	const path = join(folder, 'workflows.json');
	try {
		await n8n.run('export:workflow', '--all', `--output=${path}`);
		const workflows = JSON.parse(readFileSync(path, 'utf8')) as ExportedWorkflow[];
		return new Map(workflows.map((workflow) => [workflow.id, toStored(workflow)]));
	} catch (error) {
		if (error instanceof N8nFailure && /No workflows found/.test(error.said)) return new Map();
		throw error;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function toStored(workflow: ExportedWorkflow): StoredWorkflow {
	const { name, nodes, connections, settings } = workflow;
	const content = [name, ...[nodes, connections, settings].map((part) => JSON.stringify(part))];
	return {
		contentHash: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
		isPublished: workflow.activeVersionId !== null,
	};
}
