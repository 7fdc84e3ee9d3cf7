import { clip } from '../domain/values/text';
import type { Installation, Limit } from './installation';

/** Makes texts fit into the columns of this database, and keeps a note on each that did not. */
export interface Fitting {
	installation: Installation;
	/** Sentences without values, e.g. "bookings.title was cut to 255 characters." */
	notes: Set<string>;
}

export function fittingFor(installation: Installation): Fitting {
	return { installation, notes: new Set() };
}

/** The text, cut to the length of its column (`table.column`). */
export function cut(fitting: Fitting, column: string, text: string | null): string | null {
	const limit = fitting.installation.limits.get(column);
	if (text === null || !limit || fits(text, limit)) return text;
	fitting.notes.add(`${column} was cut to ${limit.length} ${limit.unit}.`);
	return shortened(text, limit);
}

/** The text, or null if it is too long: a part of a link or a phone number is worth nothing. */
export function whole(fitting: Fitting, column: string, text: string | null): string | null {
	const limit = fitting.installation.limits.get(column);
	if (text === null || !limit || fits(text, limit)) return text;
	fitting.notes.add(
		`${column} was left out, because the column takes only ${limit.length} ${limit.unit}.`,
	);
	return null;
}

/** A location can be a link. */
export function cutUnlessLink(
	fitting: Fitting,
	column: string,
	text: string | null,
): string | null {
	return (/^https?:\/\//i.test(text ?? '') ? whole : cut)(fitting, column, text);
}

/** Servers count characters as code points. */
function fits(text: string, { length, unit }: Limit): boolean {
	if (unit === 'bytes') return Buffer.byteLength(text) <= length;
	return text.length <= length || [...text].length <= length;
}

function shortened(text: string, { length, unit }: Limit): string {
	if (unit === 'characters') return clip(text, length);
	// The ellipsis needs three bytes; a character cut in half becomes U+FFFD.
	const bytes = Buffer.from(text).subarray(0, length - 3);
	return `${bytes.toString('utf8').replace(/\ufffd+$/, '')}…`;
}
