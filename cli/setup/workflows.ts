import { join } from 'node:path';

import { importAndPublish } from './importAndPublish';
import { decideImport, type ImportNote } from './importDecision';
import { readKept, writePrivately } from './keptFile';
import type { N8n } from './n8n';
import { readShippedWorkflows, type ShippedWorkflow } from './shippedWorkflows';
import { readStoredWorkflows, type StoredWorkflow } from './storedWorkflows';

type Notes = Record<string, ImportNote>;

export interface WorkflowOptions {
	/** The folder of the workflows' JSON. */
	folder: string;
	/** Replace workflows that people have edited. */
	take: boolean;
	report: (line: string) => void;
}

/**
 * Brings the package's workflows into n8n and publishes those that say `"active": true`. People's
 * edits are never overwritten unless `take` says so.
 */
export async function importWorkflows(n8n: N8n, options: WorkflowOptions): Promise<void> {
	const { report, take } = options;
	const notesPath = join(n8n.notesFolder, 'workflows.json');
	const notes = readKept<Notes>(notesPath) ?? {};
	const shipped = readShippedWorkflows(options.folder);
	if (!take && shipped.every(({ id, hash }) => notes[id]?.shippedHash === hash)) {
		report('Workflows: nothing new.');
		return;
	}
	const stored = await readStoredWorkflows(n8n);
	const decide = (workflow: ShippedWorkflow) =>
		decideImport(workflow, notes[workflow.id], stored.get(workflow.id), take);
	for (const { name } of shipped.filter((workflow) => decide(workflow) === 'keep')) {
		report(`"${name}" stays as it is in n8n. To replace it with this version's: --take-workflows.`);
	}
	const wanted = shipped.filter((workflow) => decide(workflow) === 'import');
	if (wanted.length === 0) return;

	const writeNotes = (noteOf: (workflow: ShippedWorkflow) => ImportNote) => {
		const more = Object.fromEntries(wanted.map((workflow) => [workflow.id, noteOf(workflow)]));
		writePrivately(notesPath, JSON.stringify({ ...notes, ...more }, null, '\t'));
	};
	writeNotes(() => ({ shippedHash: '', storedHash: '' }));
	await importAndPublish(n8n, wanted, report);
	const after = await readStoredWorkflows(n8n);
	writeNotes((workflow) => noteAfter(workflow, after.get(workflow.id)));
}

function noteAfter(workflow: ShippedWorkflow, stored: StoredWorkflow | undefined): ImportNote {
	if (stored === undefined || stored.isPublished !== workflow.active) {
		const what = stored === undefined ? 'import' : 'publish';
		throw new Error(`n8n did not ${what} the workflow "${workflow.name}".`);
	}
	return { shippedHash: workflow.hash, storedHash: stored.contentHash };
}
