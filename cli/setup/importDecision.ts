import type { ShippedWorkflow } from './shippedWorkflows';

/** The workflow that was imported last. `shippedHash` is empty while an import is under way. */
export interface ImportNote {
	shippedHash: string;
	/** Of its content. */
	storedHash: string;
}

/**
 * Whether a shipped workflow goes into n8n: when it is new, or when another one is shipped than
 * last time and nobody has edited theirs since. `keep` protects an edited one, unless `take`.
 * `publish` ends an import that was interrupted: an n8n that was never started refuses to import
 * over a published workflow.
 */
export function decideImport(
	shipped: Pick<ShippedWorkflow, 'hash' | 'contentHash'>,
	note: ImportNote | undefined,
	storedHash: string | undefined,
	take: boolean,
): 'import' | 'publish' | 'keep' | 'nothing' {
	if (take) return 'import';
	if (note?.shippedHash === '') return storedHash === shipped.contentHash ? 'publish' : 'import';
	if (note?.shippedHash === shipped.hash) return 'nothing';
	const unedited = [note?.storedHash, shipped.contentHash].includes(storedHash);
	return unedited ? 'import' : 'keep';
}
