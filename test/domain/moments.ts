/** A time on 2026-11-01, in minutes after 08:00 UTC. */
export const minute = (n: number): string => new Date(Date.UTC(2026, 10, 1, 8, n)).toISOString();

/** A slot in December, by the hour at which a booking starts. */
export const slot = (hour: number): string => new Date(Date.UTC(2026, 11, 1, hour)).toISOString();

/** A value that must exist. */
export function given<T>(value: T | null | undefined): T {
	if (value === null || value === undefined) throw new Error('It is empty.');
	return value;
}

/** Every order of a short list. */
export function permutations<T>(list: readonly T[]): T[][] {
	if (list.length <= 1) return [[...list]];
	return list.flatMap((first, index) =>
		permutations([...list.slice(0, index), ...list.slice(index + 1)]).map((rest) => [
			first,
			...rest,
		]),
	);
}
