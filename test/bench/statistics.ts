/** The value below which `part` (0 to 1) of the values lie; the nearest of them, never invented. */
export function percentile(values: readonly number[], part: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	const index = Math.max(0, Math.ceil(part * sorted.length) - 1);
	return sorted[index] ?? Number.NaN;
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const half = sorted.length / 2;
	const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
	return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}
