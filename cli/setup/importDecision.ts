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
 */
export function decideImport(
	shipped: Pick<ShippedWorkflow, 'hash' | 'contentHash'>,
	note: ImportNote | undefined,
	storedHash: string | undefined,
	take: boolean,
): 'import' | 'keep' | 'nothing' {
	if (take || note?.shippedHash === '') return 'import';
	if (note?.shippedHash === shipped.hash) return 'nothing';
	const unedited = [note?.storedHash, shipped.contentHash].includes(storedHash);
	return unedited ? 'import' : 'keep';
}
