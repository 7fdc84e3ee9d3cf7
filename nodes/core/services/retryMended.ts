import type { Db } from '../db/connection';
import { countRefused, makeRefusedDue } from '../db/repositories/claims';
import { structureOf } from '../db/repositories/structure';
import { attempt } from '../db/transaction';

/** What the tables looked like when their refused events were last due. */
const known = new WeakMap<Db, string>();

/**
 * Makes the events that the database refused due again when a person has changed the tables. The
 * first time, it can't be told whether anything changed since the failure, so they are due once.
 */
export async function retryMended(db: Db): Promise<void> {
	await attempt(async () => {
		if ((await countRefused(db)) === 0) return void known.delete(db);
		const structure = await structureOf(db);
		if (known.get(db) === structure) return;
		await makeRefusedDue(db);
		known.set(db, structure);
	});
}
