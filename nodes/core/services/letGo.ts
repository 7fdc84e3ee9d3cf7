import type { Db } from '../db/connection';

const ids = new WeakMap<Db, Set<number>>();

/**
 * The events that this process has stopped working on, although their rows could not be told so: the next poll
 * takes them up without waiting for their lease.
 */
export function eventsLetGo(db: Db): Set<number> {
	const known = ids.get(db) ?? new Set<number>();
	ids.set(db, known);
	return known;
}
