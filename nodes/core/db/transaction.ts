import { setTimeout as sleep } from 'node:timers/promises';

import type { Db, Trx } from './connection';
import { explain, isBroken, isConflict } from './errors';

const maxTries = 8;
/** No new try starts later than this: the event is tried again as a whole. */
const maxMs = 30_000;

/** Transactions retried since the process started, at the server's request. */
export const retries = { conflicts: 0, connections: 0 };

/**
 * A condition inside a transaction that starting over resolves (a row that was merged in the
 * meantime).
 */
export class StartOver extends Error {}

/**
 * Runs `work` in one transaction; starts over after a deadlock, a lock wait timeout, a snapshot
 * conflict or (once) a lost connection. `work` must therefore be safe to repeat.
 *
 * @throws {MtlError} in words for people, if the work can't be done
 */
export async function transact<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
	return await attempt(async () => await db.transaction().execute(work));
}

/**
 * The same for a single statement that needs no transaction.
 *
 * @param work receives whether this is a retry; the broken attempt may still have taken effect
 */
export async function attempt<T>(work: (again: boolean) => Promise<T>): Promise<T> {
	const end = Date.now() + maxMs;
	for (let tries = 1, reconnects = 0; ; tries++) {
		try {
			return await work(tries > 1);
		} catch (error) {
			const conflict = isConflict(error) || error instanceof StartOver;
			const reconnect = isBroken(error) && reconnects++ < 1;
			const over = tries >= maxTries || Date.now() > end;
			if (over || !(conflict || reconnect)) throw explain(error);
			retries[conflict ? 'conflicts' : 'connections'] += 1;
			await sleep(Math.random() * Math.min(500, 10 * 2 ** tries));
		}
	}
}
