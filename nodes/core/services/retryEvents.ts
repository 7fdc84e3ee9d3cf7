import { parseDelivery } from '../calcom/parse/parseDelivery';
import { nextAttemptAt } from '../domain/backoff';
import { type BookingEvent, isReader } from '../domain/event';
import { defaultParseSettings, type ParseSettings } from '../domain/parseSettings';
import type { Db } from '../db/connection';
import { claimDue, findOwners } from '../db/repositories/claims';
import type { InboxRow } from '../db/tables';
import { attempt } from '../db/transaction';
import { eventsLetGo } from './letGo';
import { quarantineEvent } from './settleEvent';

/** How long a claimed event belongs to the process that claimed it; longer than any branch takes. */
export const leaseSeconds = 300;

/** The process that claims events, and what it knows about other processes. */
export interface Claimer {
	/**
	 * Stored as `webhook_events.locked_by`; null if it can't be told later whether the process
	 * still runs.
	 */
	name: string | null;
	/** Whether the process with this name has certainly ended. */
	isGone(name: string): boolean;
}

const nobody: Claimer = { name: null, isGone: () => false };

/** An event that is no longer retried. */
export interface Quarantined {
	id: number;
	reason: string;
	/** What to do about it. */
	hint: string;
}

/**
 * Claims events that failed and are due, or that were received and never finished (n8n died), and
 * parses them again. An event that can no longer be parsed would fail in the same way each time, so
 * it is quarantined immediately.
 *
 * @returns the events to run, and those that were quarantined
 */
export async function claimUnfinished(
	db: Db,
	limit: number,
	now: Date,
	claimer: Claimer = nobody,
): Promise<{ events: BookingEvent[]; quarantined: Quarantined[] }> {
	const letGo = eventsLetGo(db);
	const ids = [...letGo];
	const rows = await attempt(async () => {
		const abandonedBy = (await findOwners(db)).filter(claimer.isGone);
		const { name: owner } = claimer;
		return await claimDue(db, limit, { leaseSeconds, owner, abandonedBy, letGo: ids });
	});
	for (const id of rows.length < limit ? ids : rows.map((row) => row.id)) letGo.delete(id);
	const events: BookingEvent[] = [];
	const quarantined: Quarantined[] = [];
	for (const row of rows) {
		const read = poisoned(row, now) ?? parseRow(row);
		if (read.ok) events.push(read.event);
		else if (await quarantineEvent(db, row.id, read.reason))
			quarantined.push({ id: row.id, reason: read.reason, hint: read.hint });
	}
	return { events, quarantined };
}

/** An event that crashes n8n never reaches the point of failing. */
function poisoned({ status, attempts }: InboxRow, now: Date): Read | null {
	if (status === 'failed' || nextAttemptAt(attempts - 1, now)) return null;
	return {
		ok: false,
		reason: `This event was started ${attempts - 1} times and never finished.`,
		hint: 'Find out what stopped n8n or hangs: a custom step that waits, or too little memory.',
	};
}

type Read = { ok: true; event: BookingEvent } | { ok: false; reason: string; hint: string };

const advice = 'Look up the booking in Cal.com and update it manually.';

/** The event of an inbox row, parsed from its stored body. */
export function parseRow(row: InboxRow): Read {
	const body = parse(row.payload);
	if (!body)
		return {
			ok: false,
			reason: 'The stored body of this event is gone or unreadable, so it cannot run again.',
			hint: advice,
		};
	const read = parseDelivery(body, settingsOf(row), row.occurred_at ?? row.created_at);
	if (!read.ok) return { ok: false, reason: read.reason, hint: advice };
	const info = { id: row.id, key: row.dedupe_key ?? read.event.event.key, attempt: row.attempts };
	const source = isReader(read.event.event.source) ? read.event.event.source : 'retry';
	return { ok: true, event: { ...read.event, event: { ...read.event.event, ...info, source } } };
}

/** The parse settings of the trigger that received an event, with defaults for missing ones. */
export function settingsOf({ reading }: Pick<InboxRow, 'reading'>): ParseSettings {
	return { ...defaultParseSettings, ...(parse(reading) as Partial<ParseSettings> | null) };
}

function parse(json: string | null): Record<string, unknown> | null {
	try {
		const value: unknown = JSON.parse(json ?? 'null');
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: null;
	} catch {
		return null;
	}
}
