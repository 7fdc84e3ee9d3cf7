import { join } from 'node:path';

import { importAll, publishAll } from './importAndPublish';
import { decideImport, type ImportNote } from './importDecision';
import { readKept, writePrivately } from './keptFile';
import type { N8n } from './n8n';
import { readShippedWorkflows } from './shippedWorkflows';
import { readStoredWorkflows } from './storedWorkflows';

type Notes = Record<string, ImportNote>;

export interface WorkflowOptions {
	/** The folder of the workflows' JSON. */
	folder: string;
	/** Whether to replace workflows that people have edited. */
	take: boolean;
	report: (line: string) => void;
}

/**
 * Imports the package's workflows into n8n and publishes those with `"active": true`. People's
 * edits are never overwritten unless `take` is set.
 */
export async function importWorkflows(n8n: N8n, options: WorkflowOptions): Promise<void> {
	const { report, take } = options;
	const notesPath = join(n8n.notesFolder, 'workflows.json');
	const notes = readKept<Notes>(notesPath) ?? {};
	const shipped = readShippedWorkflows(options.folder);
	if (!take && shipped.every(({ id, hash }) => notes[id]?.shippedHash === hash)) {
		report('Workflows: no changes.');
		return;
	}
	const stored = await readStoredWorkflows(n8n);
	const decided = shipped.map((workflow) => {
		const { id } = workflow;
		return { ...workflow, decision: decideImport(workflow, notes[id], stored.get(id), take) };
	});
	for (const { name } of decided.filter(({ decision }) => decision === 'keep')) {
		report(
			`"${name}" was edited in n8n and stays unchanged. To replace it with the version from this package, add --take-workflows.`,
		);
	}
	const imported = decided.filter(({ decision }) => decision === 'import');
	const wanted = decided.filter(({ decision }) => ['import', 'publish'].includes(decision));
	if (wanted.length === 0) return;
	for (const { id } of wanted) notes[id] = { shippedHash: '', storedHash: '' };
	writePrivately(notesPath, JSON.stringify(notes, null, '\t'));
	if (imported.length > 0) await importAll(n8n, imported, report);
	await publishAll(n8n, wanted, report);
	for (const { id, hash, contentHash } of wanted) {
		notes[id] = { shippedHash: hash, storedHash: contentHash };
	}
	writePrivately(notesPath, JSON.stringify(notes, null, '\t'));
}
