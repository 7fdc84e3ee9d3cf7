/** Longest texts we keep, in UTF-16 code units (never more characters than MySQL counts). */
export const maxLengths = {
	name: 1000,
	phone: 100,
	shortText: 191,
	title: 1000,
	location: 2000,
	url: 2000,
	longText: 20_000,
} as const;

/** A JSON object (not null, not a list). */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Makes a text storable: NUL and lone surrogates are removed, and what is longer than `maxLength`
 * ends with '…' at a code-point boundary (the result is at most `maxLength` long).
 */
export function clip(text: string, maxLength: number): string {
	const storable = text.replace(/\0|\p{Surrogate}/gu, '');
	if (storable.length <= maxLength) return storable;
	// A cut in the middle of a surrogate pair leaves its first half, which is removed.
	return storable.slice(0, maxLength - 1).replace(/\p{Surrogate}$/u, '') + '…';
}

/** Trimmed and clipped; null for anything that is no text, or an empty one. */
export function textOrNull(value: unknown, maxLength: number): string | null {
	if (typeof value !== 'string') return null;
	const text = clip(value, maxLength).trim();
	return text === '' ? null : text;
}
