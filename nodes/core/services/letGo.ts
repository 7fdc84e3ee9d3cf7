import type { Db } from '../db/connection';

const ids = new WeakMap<Db, Set<number>>();

/**
 * Events that this process has stopped working on, but whose rows could not be updated. The next
 * poll claims them without waiting for their leases to expire.
 */
export function eventsLetGo(db: Db): Set<number> {
	const known = ids.get(db) ?? new Set<number>();
	ids.set(db, known);
	return known;
}
