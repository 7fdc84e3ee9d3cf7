import type { ReplaySelection } from '../domain/inbox';
import type { Db } from '../db/connection';
import { findReplayable, markForReplay } from '../db/repositories/replays';
import type { InboxRow } from '../db/tables';
import { attempt } from '../db/transaction';

/** More at once would keep the one poll a minute busy for long. */
const maxReplays = 10_000;

/** The events that a replay of this selection would run again, oldest first. Changes nothing. */
export async function previewReplay(db: Db, selection: ReplaySelection): Promise<InboxRow[]> {
	return await attempt(async () => await findReplayable(db, selection, maxReplays));
}

/**
 * Lets events run again: the trigger for unfinished events takes them up within a minute. Running an event that
 * was processed before changes nothing that it had not changed already.
 *
 * @returns the events that were asked for, and how many of them are due now (those being worked on are not)
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
