/** Printable ASCII without spaces: what our id columns hold. */
const usable = /^[\x21-\x7e]{1,191}$/;

/** A uid as text, trimmed; null where there is none or it can't be one. */
export function idOrNull(value: unknown): string | null {
	const text = Number.isSafeInteger(value) ? String(value) : value;
	if (typeof text !== 'string') return null;
	return usable.test(text.trim()) ? text.trim() : null;
}

/** A seat id; null as above, and beyond the 64 characters of its column (Cal.com's are UUIDs). */
export function seatIdOrNull(value: unknown): string | null {
	const id = idOrNull(value);
	return id !== null && id.length <= 64 ? id : null;
}

export interface FoundUid {
	uid: string | null;
	/** There is a value in place of the uid, but it is not a valid uid. */
	malformed: boolean;
}

/** The first usable uid of several places. */
export function firstUid(places: readonly unknown[]): FoundUid {
	const filled = places.filter((value) => value !== undefined && value !== null && value !== '');
	const uid = filled.map(idOrNull).find((value) => value !== null) ?? null;
	return { uid, malformed: uid === null && filled.length > 0 };
}
