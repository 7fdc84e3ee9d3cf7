import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readKept, writePrivately } from './keptFile';
import { runN8nCommand } from './n8nCommand';
import { readStoredWorkflows, type StoredWorkflow } from './n8nDatabase';
import type { N8nInstance } from './n8nEnvironment';
import type { Report } from './progress';
import { RunnerError } from './runnerError';
import { readShippedWorkflows, type ShippedWorkflow } from './shippedWorkflows';

/** What the last import of a workflow left; `shippedHash` is empty while an import is under way. */
interface ImportNote {
	shippedHash: string;
	storedHash: string;
}

type Notes = Record<string, ImportNote>;

/**
 * Brings the project's workflows into n8n and publishes those that say `"active": true`. A
 * workflow is imported when it is new, or when we ship another one than last time and nobody has
 * edited theirs since; people's edits are never overwritten unless `take` says so. Returns a line
 * for each workflow that was kept back although a new one is there. n8n must not be running.
 */
export async function importWorkflows(
	instance: N8nInstance,
	options: { folder: string; take: boolean; report: Report; signal: AbortSignal },
): Promise<string[]> {
	const notesPath = join(instance.home, 'n8n/workflows.json');
	const notes = readKept<Notes>(notesPath) ?? {};
	const stored = readStoredWorkflows(instance.home);
	const wanted: ShippedWorkflow[] = [];
	const keptBack: string[] = [];
	for (const workflow of readShippedWorkflows(options.folder)) {
		const decision = decide(workflow, notes[workflow.id], stored.get(workflow.id), options.take);
		if (decision === 'import') wanted.push(workflow);
		if (decision === 'keep') {
			keptBack.push(
				`Your edited workflow "${workflow.name}" was kept; there is a new one of ours: ` +
					'npm start -- --take-workflows replaces yours.',
			);
		}
	}
	if (wanted.length === 0) return keptBack;
	for (const { id } of wanted) notes[id] = { shippedHash: '', storedHash: '' };
	writePrivately(notesPath, JSON.stringify(notes, null, '\t'));
	await importAll(instance, wanted, options);
	const after = readStoredWorkflows(instance.home);
	for (const workflow of wanted) notes[workflow.id] = noteOf(workflow, after);
	writePrivately(notesPath, JSON.stringify(notes, null, '\t'));
	return keptBack;
}

function decide(
	shipped: ShippedWorkflow,
	note: ImportNote | undefined,
	stored: StoredWorkflow | undefined,
	take: boolean,
): 'import' | 'keep' | 'nothing' {
	const isOurs = note !== undefined && stored?.contentHash === note.storedHash;
	if (note?.shippedHash === '' || (note === undefined && stored === undefined)) return 'import';
	if (note?.shippedHash === shipped.hash && !take) return 'nothing';
	return take || isOurs ? 'import' : 'keep';
}

async function importAll(
	instance: N8nInstance,
	workflows: ShippedWorkflow[],
	{ report, signal }: { report: Report; signal: AbortSignal },
): Promise<void> {
	const folder = join(instance.home, 'n8n/import');
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	for (const { id, text } of workflows) writeFileSync(join(folder, `${id}.json`), text);
	report(`importing ${workflows.map(({ name }) => `"${name}"`).join(', ')}`);
	await runN8nCommand(instance, ['import:workflow', '--separate', `--input=${folder}`], signal);
	rmSync(folder, { recursive: true, force: true });
	for (const { id, name } of workflows.filter(({ active }) => active)) {
		report(`publishing "${name}"`);
		await runN8nCommand(instance, ['publish:workflow', `--id=${id}`], signal);
	}
}

function noteOf(workflow: ShippedWorkflow, stored: Map<string, StoredWorkflow>): ImportNote {
	const row = stored.get(workflow.id);
	if (row === undefined || row.isPublished !== workflow.active) {
		const what = row === undefined ? 'import' : 'publish';
		throw new RunnerError(`n8n did not ${what} the workflow "${workflow.name}"; see n8n.log.`);
	}
	return { shippedHash: workflow.hash, storedHash: row.contentHash };
}
