import { setTimeout as sleep } from 'node:timers/promises';

import type { Db, Trx } from './connection';
import { explain, isBroken, isConflict } from './errors';

const maxTries = 8;

/** Transactions run again since the process started, because the server asked for it. */
export const retries = { conflicts: 0, connections: 0 };

/** A condition seen inside a transaction that a fresh start of it resolves (a row merged away meanwhile). */
export class StartOver extends Error {}

/**
 * Runs `work` in one transaction, again from the start after a deadlock, a lock wait timeout, a snapshot
 * conflict or (once) a lost connection. `work` must therefore be safe to repeat.
 *
 * @throws {MtlError} in words for people, when it can't be done
 */
export async function transact<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
	return await attempt(async () => await db.transaction().execute(work));
}

/**
 * The same for a single statement that needs no transaction.
 *
 * @param work is told whether it was tried before; what broke then may have been done all the same
 */
export async function attempt<T>(work: (again: boolean) => Promise<T>): Promise<T> {
	for (let tries = 1, reconnects = 0; ; tries++) {
		try {
			return await work(tries > 1);
		} catch (error) {
			const conflict = isConflict(error) || error instanceof StartOver;
			const reconnect = isBroken(error) && reconnects++ < 1;
			if (tries >= maxTries || !(conflict || reconnect)) throw explain(error);
			retries[conflict ? 'conflicts' : 'connections'] += 1;
			await sleep(Math.random() * Math.min(500, 10 * 2 ** tries));
		}
	}
}
