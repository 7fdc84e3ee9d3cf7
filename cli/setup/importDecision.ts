import type { ShippedWorkflow } from './shippedWorkflows';
import type { StoredWorkflow } from './storedWorkflows';

/** What the last import of a workflow left; `shippedHash` is empty while an import is under way. */
export interface ImportNote {
	shippedHash: string;
	storedHash: string;
}

/**
 * Whether a shipped workflow goes into n8n: when it is new, or when another one is shipped than
 * last time and nobody has edited theirs since. `keep` protects an edited one, unless `take`.
 */
export function decideImport(
	shipped: Pick<ShippedWorkflow, 'hash'>,
	note: ImportNote | undefined,
	stored: Pick<StoredWorkflow, 'contentHash'> | undefined,
	take: boolean,
): 'import' | 'keep' | 'nothing' {
	if (note?.shippedHash === '' || (note === undefined && stored === undefined)) return 'import';
	if (note?.shippedHash === shipped.hash && !take) return 'nothing';
	const isOurs = note !== undefined && stored?.contentHash === note.storedHash;
	return take || isOurs ? 'import' : 'keep';
}
