/** Free-form objects: their keys are anybody's. */
const freeForm = new Set(['metadata', 'target', 'value', 'constraints', 'recurringInfo']);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

function typeOf(value: Json): string {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'array' : typeof value;
}

/**
 * Where `ours` differs in shape from what was recorded: other keys, or other JSON types (null is a type of its own). Every
 * item of a list must have the shape of a recorded item.
 *
 * @returns a line for each difference; empty where there is none
 */
export function differences(ours: unknown, recorded: unknown, at = ''): string[] {
	return compare(ours as Json, recorded as Json, at);
}

function compare(ours: Json, recorded: Json, at: string): string[] {
	const [one, other] = [typeOf(ours), typeOf(recorded)];
	if (one !== other) return [`${at}: ${one}, recorded ${other}`];
	if (Array.isArray(ours) && Array.isArray(recorded)) return compareLists(ours, recorded, at);
	if (one !== 'object') return [];
	const [left, right] = [ours as Record<string, Json>, recorded as Record<string, Json>];
	const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
	return keys.flatMap((key) => {
		const [a, b] = [left[key], right[key]];
		if (a === undefined) return [`${at}.${key}: missing`];
		if (b === undefined) return [`${at}.${key}: not recorded`];
		return freeForm.has(key) && typeOf(a) === typeOf(b) ? [] : compare(a, b, `${at}.${key}`);
	});
}

function compareLists(ours: Json[], recorded: Json[], at: string): string[] {
	if (ours.length === 0 || recorded.length === 0) {
		return ours.length === recorded.length
			? []
			: [`${at}: ${ours.length} items, recorded ${recorded.length}`];
	}
	return ours.flatMap((item) => {
		const found = recorded.map((like) => compare(item, like, `${at}[]`));
		return found.some((list) => list.length === 0) ? [] : (found[0] ?? []);
	});
}
