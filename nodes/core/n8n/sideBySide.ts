/**
 * Works on all items, at most `width` at a time, and returns the results in the order of the items. After a failure
 * no further item starts; the failure is raised once everything that was started has ended.
 */
export async function sideBySide<T, R>(
	items: readonly T[],
	width: number,
	work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
	const results = new Map<number, R>();
	const failures: unknown[] = [];
	const waiting = items.entries();
	const lane = async () => {
		for (const [index, item] of waiting) {
			try {
				results.set(index, await work(item, index));
			} catch (error) {
				failures.push(error);
			}
			if (failures.length > 0) return;
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
	if (failures.length > 0) throw failures[0];
	return items.flatMap((_, index) => (results.has(index) ? [results.get(index) as R] : []));
}
