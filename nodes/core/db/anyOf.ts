/**
 * The values of an `IN (…)`. SQL has no empty list, so NULL, which equals nothing, takes its place.
 */
export function anyOf<T extends string | number>(values: readonly T[]): Array<T | null> {
	return values.length > 0 ? [...values] : [null];
}
