import { sql } from 'kysely';

import { provider } from '../../domain/event';
import type { ReplaySelection } from '../../domain/inbox';
import { anyOf } from '../anyOf';
import type { Db } from '../connection';
import type { InboxRow } from '../tables';
import { unmovedSet } from '../unmoved';

/** The selected events that `replayEvents` would run again, oldest first. */
export async function findReplayable(
	db: Db,
	selection: ReplaySelection,
	limit: number,
): Promise<InboxRow[]> {
	let query = db
		.selectFrom('webhook_events')
		.selectAll()
		.where('provider', '=', provider)
		.where('dedupe_key', 'is not', null)
		.where('payload', 'is not', null);
	if (selection.ids) query = query.where('id', 'in', anyOf(selection.ids));
	if (selection.statuses) query = query.where('status', 'in', anyOf(selection.statuses));
	if (selection.since) query = query.where('created_at', '>=', selection.since);
	return await query.orderBy('id').limit(limit).execute();
}

/** Makes events due now, as if they had never been tried. Events being worked on are left alone. */
export async function markForReplay(db: Db, ids: readonly number[]): Promise<number> {
	const { numUpdatedRows } = await db
		.updateTable('webhook_events')
		.set({
			...unmovedSet('webhook_events'),
			status: 'failed',
			source: 'replay',
			attempts: 0,
			next_attempt_at: sql<Date>`UTC_TIMESTAMP(3)`,
			locked_until: null,
			updated_at: sql<Date>`UTC_TIMESTAMP(3)`,
		})
		.where('id', 'in', anyOf(ids))
		.where('payload', 'is not', null)
		.where((is) =>
			is.or([
				is('locked_until', 'is', null),
				is('locked_until', '<=', sql<Date>`UTC_TIMESTAMP(3)`),
			]),
		)
		.executeTakeFirst();
	return Number(numUpdatedRows);
}
