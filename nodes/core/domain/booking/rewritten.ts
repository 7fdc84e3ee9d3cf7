import { createHash } from 'node:crypto';

import { editsIn, type EditableState } from './manualEdits';

/**
 * What the database made of the values last written to a booking, where it differs: a text that was
 * too long, or a value that a trigger of another application changed. Hashes, so that it contains
 * no personal data.
 */
export type Rewritten = Partial<Record<keyof EditableState, { wanted: string; stored: string }>>;

export function rewrittenIn(wanted: EditableState, stored: EditableState): Rewritten {
	const keys = Object.keys(editsIn(stored, wanted)) as Array<keyof EditableState>;
	return Object.fromEntries(
		keys.map((key) => [key, { wanted: hash(wanted[key]), stored: hash(stored[key]) }]),
	);
}

/** Whether a stored value is what the database made of the last write. */
export function isRewritten(
	rewritten: Rewritten,
	key: keyof EditableState,
	stored: unknown,
): boolean {
	return rewritten[key]?.stored === hash(stored);
}

/** Whether writing a value again would lead to the stored value. */
export function leadsTo(
	rewritten: Rewritten,
	key: keyof EditableState,
	{ wanted, stored }: { wanted: unknown; stored: unknown },
): boolean {
	return isRewritten(rewritten, key, stored) && rewritten[key]?.wanted === hash(wanted);
}

function hash(value: unknown): string {
	return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
