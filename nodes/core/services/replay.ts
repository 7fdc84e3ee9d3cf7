import type { ReplaySelection } from '../domain/inbox';
import type { Db } from '../db/connection';
import { findReplayable, markForReplay } from '../db/repositories/replays';
import type { InboxRow } from '../db/tables';
import { attempt } from '../db/transaction';

/** More events would keep the poll, which runs once a minute, busy for too long. */
const maxReplays = 10_000;

/** The events that a replay of this selection would run, oldest first. Changes nothing. */
export async function previewReplay(db: Db, selection: ReplaySelection): Promise<InboxRow[]> {
	return await attempt(async () => await findReplayable(db, selection, maxReplays));
}

/**
 * Runs events again: the trigger for unfinished events claims them within a minute. Running an
 * event that is already processed changes nothing new.
 *
 * @returns the selected events, and how many of them are due now (events being worked on are not)
 */
export async function replayEvents(
	db: Db,
	selection: ReplaySelection,
): Promise<{ events: InboxRow[]; due: number }> {
	const events = await previewReplay(db, selection);
	const due = await attempt(
		async () =>
			await markForReplay(
				db,
				events.map(({ id }) => id),
			),
	);
	return { events, due };
}
