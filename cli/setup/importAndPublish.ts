import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { N8n } from './n8n';
import type { ShippedWorkflow } from './shippedWorkflows';

type Report = (line: string) => void;

/** Imports workflows into n8n, in place of those with the same ids; they are unpublished then. */
export async function importAll(
	n8n: N8n,
	workflows: readonly ShippedWorkflow[],
	report: Report,
): Promise<void> {
	report(`Importing ${workflows.map(({ name }) => `"${name}"`).join(', ')}.`);
	const folder = mkdtempSync(join(n8n.notesFolder, 'import-'));
	try {
		for (const { id, text } of workflows) writeFileSync(join(folder, `${id}.json`), text);
		await n8n.run('import:workflow', '--separate', `--input=${folder}`);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Publishes those workflows that are to be. */
export async function publishAll(
	n8n: N8n,
	workflows: readonly ShippedWorkflow[],
	report: Report,
): Promise<void> {
	for (const { id, name } of workflows.filter(({ active }) => active)) {
		report(`Publishing "${name}".`);
		await n8n.run('publish:workflow', `--id=${id}`);
	}
	report('Restart n8n if it is running: it takes up published workflows when it starts.');
}
