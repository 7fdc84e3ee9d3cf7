import type { Db } from './connection';

interface Lanes {
	free: number;
	waiting: Array<() => void>;
}

const lanes = new WeakMap<Db, Lanes>();

/** Sets how many connections a database has. */
export function countConnections(db: Db, poolSize: number): void {
	lanes.set(db, { free: Math.max(1, poolSize - 1), waiting: [] });
}

/**
 * Runs one of many pieces of work at once, which together leave one connection of the pool to new
 * deliveries.
 */
export async function sparingOne<T>(db: Db, work: () => Promise<T>): Promise<T> {
	const of = lanes.get(db);
	if (!of) return await work();
	if (of.free > 0) of.free -= 1;
	else await new Promise<void>((resolve) => of.waiting.push(resolve));
	try {
		return await work();
	} finally {
		const next = of.waiting.shift();
		if (next) next();
		else of.free += 1;
	}
}
