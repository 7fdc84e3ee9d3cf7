import type { Db } from '../nodes/core/db/connection';
import { failedStatuses, type InboxStatus, type ReplaySelection } from '../nodes/core/domain/inbox';
import { findEvent, listEvents } from '../nodes/core/services/queries';
import { previewReplay, replayEvents } from '../nodes/core/services/replay';
import { eventTable } from './table';

export interface ListOptions {
	status?: InboxStatus;
	uid?: string;
	limit: string;
}

/** Prints the newest events as a table. */
export async function list(db: Db, { status, uid, limit }: ListOptions): Promise<boolean> {
	const filter = { status: status ?? null, uid: uid ?? null };
	const events = await listEvents(db, filter, Number(limit) || 20);
	console.log(events.length === 0 ? 'No events.' : eventTable(events));
	return true;
}

/** Prints one complete event. False if no event has this id. */
export async function show(db: Db, id: string): Promise<boolean> {
	const event = await findEvent(db, Number(id));
	if (!event) {
		console.error(`No event has the id ${id}.`);
		return false;
	}
	const { payload, ...rest } = event;
	for (const [name, value] of Object.entries(rest)) {
		const text = value instanceof Date ? value.toISOString() : String(value ?? '');
		if (text) console.log(`${name.padEnd(16)} ${text}`);
	}
	console.log(payload ? JSON.stringify(JSON.parse(payload), null, 2) : '(the body was emptied)');
	return true;
}

export interface ReplayOptions {
	id?: string[];
	status?: InboxStatus[];
	since?: string;
	yes?: boolean;
}

/** Shows the events that would run again; with `yes`, runs them. */
export async function replay(db: Db, options: ReplayOptions): Promise<boolean> {
	const selection = selectionOf(options);
	const events = await previewReplay(db, selection);
	if (events.length === 0) {
		console.log('No matching events, or their bodies were emptied.');
		return true;
	}
	console.log(eventTable(events));
	if (!options.yes) {
		console.log(`\n${events.length} events would run again. Add --yes to run them.`);
		return true;
	}
	const { due } = await replayEvents(db, selection);
	console.log(`\n${due} events are due; n8n runs them within a minute.`);
	return true;
}

function selectionOf({ id, status, since }: ReplayOptions): ReplaySelection {
	const at = since ? new Date(since) : undefined;
	if (at && Number.isNaN(at.getTime()))
		throw new Error('--since is not a valid time. Write it like 2026-11-25T10:00:00Z.');
	const ids = id?.map(Number);
	if (ids?.some((one) => !Number.isSafeInteger(one) || one < 1))
		throw new Error('--id must contain only numbers, e.g. --id 12 15.');
	const chosen = ids ? { ids } : { statuses: status ?? failedStatuses };
	return { ...chosen, ...(at ? { since: at } : {}) };
}
