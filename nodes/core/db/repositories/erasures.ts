import { createHmac } from 'node:crypto';
import { sql } from 'kysely';

import { erasedReason } from '../../domain/erased/erasures';
import type { InboxStatus } from '../../domain/inbox';
import { anyOf } from '../anyOf';
import type { Db, Trx } from '../connection';
import { unmovedSet } from '../unmoved';
import { findKey, makeKey } from './keys';

/** How many hashes one statement names. */
const atOnce = 500;

const keyName = 'erasures';

/** Hash → mark. */
function hashed(marks: readonly string[], key: string): Map<string, string> {
	const hash = (mark: string) => createHmac('sha256', key).update(mark).digest('hex');
	return new Map(marks.map((mark) => [hash(mark), mark]));
}

function batches<T>(all: readonly T[]): T[][] {
	return all.length === 0 ? [] : [all.slice(0, atOnce), ...batches(all.slice(atOnce))];
}

/** Which of these marks (see `Erasures`) were set, and when. */
export async function findErasures(db: Db, marks: readonly string[]): Promise<Map<string, Date>> {
	const found = new Map<string, Date>();
	const key = await findKey(db, keyName);
	if (!key) return found;
	const byHash = hashed(marks, key);
	for (const hashes of batches([...byHash.keys()])) {
		const query = db.selectFrom('mtl_erasures').selectAll().where('hash', 'in', anyOf(hashes));
		for (const { hash, erased_at: at } of await query.execute())
			found.set(byHash.get(hash) as string, at);
	}
	return found;
}

/** Sets marks; a later time replaces an earlier one. */
export async function addErasures(db: Db, marks: readonly string[], at: Date): Promise<void> {
	const key = await makeKey(db, keyName);
	// Always in the same order, so that two erasures can't deadlock.
	for (const hashes of batches([...hashed(marks, key).keys()].sort())) {
		const rows = sql.join(hashes.map((hash) => sql`(${hash}, ${at})`));
		await sql`INSERT INTO mtl_erasures (hash, erased_at) VALUES ${rows}
			ON DUPLICATE KEY UPDATE erased_at = GREATEST(erased_at, VALUES(erased_at))`.execute(db);
	}
}

/** Removes marks. */
export async function removeErasures(db: Db, marks: readonly string[]): Promise<void> {
	const key = await findKey(db, keyName);
	const hashes = key ? [...hashed(marks, key).keys()] : [];
	await db.deleteFrom('mtl_erasures').where('hash', 'in', anyOf(hashes)).execute();
}

/** Empties an event. If it had not finished, it becomes ignored. Its dedupe key stays. */
export async function emptyEvent(trx: Trx, id: number): Promise<void> {
	await trx
		.updateTable('webhook_events')
		.set({
			...unmovedSet('webhook_events'),
			payload: null,
			error_message: sql<string>`IF(status = 'processed', NULL, ${erasedReason})`,
			status: sql<InboxStatus>`IF(status = 'processed', status, 'ignored')`,
			next_attempt_at: null,
			locked_until: null,
			updated_at: new Date(),
		})
		.where('id', '=', id)
		.execute();
}

/** Replaces the stored body of an event that is also about others. */
export async function rewriteEvent(
	trx: Trx,
	id: number,
	event: { payload: string | null; error: string | null },
): Promise<void> {
	await trx
		.updateTable('webhook_events')
		.set({
			...unmovedSet('webhook_events'),
			payload: event.payload,
			error_message: event.error,
			updated_at: new Date(),
		})
		.where('id', '=', id)
		.execute();
}
