/** Printable ASCII without spaces, as the id columns hold it. */
const usable = /^[\x21-\x7e]{1,191}$/;

/** A uid as text, trimmed; null if it is missing or not a possible uid. */
export function idOrNull(value: unknown): string | null {
	const text = Number.isSafeInteger(value) ? String(value) : value;
	if (typeof text !== 'string') return null;
	return usable.test(text.trim()) ? text.trim() : null;
}

/**
 * A seat id; null as above, or if it is longer than the 64 characters of its column (Cal.com uses
 * UUIDs).
 */
export function seatIdOrNull(value: unknown): string | null {
	const id = idOrNull(value);
	return id !== null && id.length <= 64 ? id : null;
}

export interface FoundUid {
	uid: string | null;
	/** Whether the uid field has a value that is not a valid uid. */
	malformed: boolean;
}

/** The first usable uid among several fields. */
export function firstUid(places: readonly unknown[]): FoundUid {
	const filled = places.filter((value) => value !== undefined && value !== null && value !== '');
	const uid = filled.map(idOrNull).find((value) => value !== null) ?? null;
	return { uid, malformed: uid === null && filled.length > 0 };
}
