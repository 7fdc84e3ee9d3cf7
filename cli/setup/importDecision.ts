import type { ShippedWorkflow } from './shippedWorkflows';

/** The last imported workflow. `shippedHash` is empty while an import is in progress. */
export interface ImportNote {
	shippedHash: string;
	/** Hash of the content. */
	storedHash: string;
}

/**
 * Whether a shipped workflow is imported into n8n: if it is new, or if the shipped version has
 * changed and the workflow in n8n was not edited. `keep` protects an edited workflow, unless `take`
 * is set. `publish` finishes an interrupted import: before its first start, n8n refuses to import
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
