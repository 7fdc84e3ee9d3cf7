import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { N8n } from './n8n';
import type { ShippedWorkflow } from './shippedWorkflows';

type Report = (line: string) => void;

/**
 * Imports workflows into n8n, replacing those with the same ids; they are unpublished afterwards.
 */
export async function importAll(
	n8n: N8n,
	workflows: ReadonlyArray<Pick<ShippedWorkflow, 'id' | 'name' | 'text'>>,
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

/** Publishes the workflows that should be published: the latest version, or the given one. */
export async function publishAll(
	n8n: N8n,
	workflows: ReadonlyArray<
		Pick<ShippedWorkflow, 'id' | 'name' | 'active'> & { versionId?: string | undefined }
	>,
	report: Report,
): Promise<void> {
	for (const { id, name, versionId } of workflows.filter(({ active }) => active)) {
		report(`Publishing "${name}".`);
		const version = versionId === undefined ? [] : [`--versionId=${versionId}`];
		await n8n.run('publish:workflow', `--id=${id}`, ...version);
	}
	report('If n8n is running, restart it: it loads published workflows when it starts.');
}
