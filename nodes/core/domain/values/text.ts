/** Maximum lengths of stored texts, in UTF-16 code units (MySQL never counts more characters). */
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

/** Invisible format characters: soft hyphens, zero-width spaces, direction marks, … */
const formatting =
	/[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
/** Joiners (U+200C, U+200D) are valid only in words and emoji. */
const looseJoiner =
	/(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200c\u200d]+|[\u200c\u200d]+(?![\p{L}\p{M}\p{Extended_Pictographic}])/gu;

/**
 * A text without the invisible characters that copied text contains; joiners in words and emoji
 * stay.
 */
export function withoutFormatting(text: string): string {
	const once = text.replace(formatting, '').replace(/([\u200c\u200d])[\u200c\u200d]+/g, '$1');
	return once.replace(looseJoiner, '');
}

/**
 * Makes a text storable: removes NUL, lone surrogates and invisible format characters, and ends a
 * text longer than `maxLength` with '…' at a code-point boundary (the result is at most `maxLength`
 * long).
 */
export function clip(text: string, maxLength: number): string {
	const storable = withoutFormatting(text.replace(/\0|\p{Surrogate}/gu, ''));
	if (storable.length <= maxLength) return storable;
	// A cut inside a surrogate pair leaves its first half, which is removed.
	return storable.slice(0, maxLength - 1).replace(/\p{Surrogate}$/u, '') + '…';
}

/** Trimmed and clipped; null if it is empty or not a text. */
export function textOrNull(value: unknown, maxLength: number): string | null {
	if (typeof value !== 'string') return null;
	const text = clip(value, maxLength).trim();
	return text === '' ? null : text;
}
