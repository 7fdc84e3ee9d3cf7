import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { N8n } from './n8n';
import { N8nFailure } from './n8nFailure';
import { hashOfContent, type WorkflowContent } from './workflowContent';

/** The content hash of each workflow in n8n, by id, regardless of the database that n8n uses. */
export async function readStoredWorkflows(n8n: N8n): Promise<Map<string, string>> {
	const folder = mkdtempSync(join(n8n.notesFolder, 'export-'));
	const path = join(folder, 'workflows.json');
	try {
		await n8n.run('export:workflow', '--all', `--output=${path}`);
		const workflows = JSON.parse(readFileSync(path, 'utf8')) as Array<
			WorkflowContent & { id: string }
		>;
		return new Map(workflows.map((workflow) => [workflow.id, hashOfContent(workflow)]));
	} catch (error) {
		if (error instanceof N8nFailure && /No workflows found/.test(error.said)) return new Map();
		throw error;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
