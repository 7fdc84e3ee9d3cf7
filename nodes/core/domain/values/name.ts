import { clip, maxLengths } from './text';

export interface NameParts {
	firstName: string | null;
	lastName: string | null;
}

/** Trimmed, inner whitespace collapsed to one space. */
export function collapseSpaces(text: string): string {
	return text.replace(/\s+/gu, ' ').trim();
}

function part(text: string): string | null {
	return text === '' ? null : clip(text, maxLengths.name);
}

/**
 * Name parts given separately, unchanged except that they are trimmed and collapsed; empty → null.
 */
export function nameFromParts(
	firstName: string | null | undefined,
	lastName: string | null | undefined,
): NameParts {
	return {
		firstName: part(collapseSpaces(clip(firstName ?? '', Infinity))),
		lastName: part(collapseSpaces(clip(lastName ?? '', Infinity))),
	};
}

/**
 * Splits at the first space only, as the guide does: 'Mary Jane Smith' → 'Mary' + 'Jane Smith'.
 * A single word is a first name; an empty name gives null for both.
 */
export function splitName(fullName: string | null | undefined): NameParts {
	const name = collapseSpaces(clip(fullName ?? '', Infinity));
	const space = name.indexOf(' ');
	if (space < 0) return nameFromParts(name, null);
	return nameFromParts(name.slice(0, space), name.slice(space + 1));
}
