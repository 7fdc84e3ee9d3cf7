import { sql } from 'kysely';

import { provider } from '../../domain/event';
import type { InboxStatus } from '../../domain/inbox';
import type { Db } from '../connection';
import type { InboxRow } from '../tables';

/** A delivery to record in the inbox. */
export interface NewInboxEvent {
	dedupeKey: string;
	bodyHash: string;
	/** Cal.com's trigger event. */
	type: string;
	uid: string | null;
	status: Extract<InboxStatus, 'received' | 'failed' | 'ignored'>;
	error: string | null;
	/** The body as JSON text, cleaned of credentials. */
	payload: string;
	/** `ParseSettings` as JSON text. */
	reading: string | null;
	source: string;
	occurredAt: Date | null;
	/** When a failed event is due again; null: never. */
	nextAttemptAt: Date | null;
	/** The n8n process that works on the event (`ProcessOwner.name`). */
	lockedBy?: string | null;
	/**
	 * Whether the key is that of exactly this body, which earlier versions stored under another
	 * key.
	 */
	isKeyOfBody?: boolean;
}

export interface Recorded {
	id: number;
	/** The dedupe key of its row. */
	key: string;
	/** Whether the event existed before, so that the delivery was only counted. */
	duplicate: boolean;
}

/**
 * The key of a row with the same bytes; rows that were unreadable at the time are skipped, because
 * they never ran.
 */
export async function findKeyOfBody(
	db: Db,
	{ bodyHash, type, uid }: NewInboxEvent,
): Promise<string | null> {
	const row = await db
		.selectFrom('webhook_events')
		.select('dedupe_key')
		.where('body_hash', '=', bodyHash)
		.where('event_type', '=', type)
		.where((is) => (uid === null ? is('external_id', 'is', null) : is('external_id', '=', uid)))
		.where((is) => is.or([is('status', '!=', 'failed'), is('attempts', '>', 0)]))
		.limit(1)
		.executeTakeFirst();
	return row?.dedupe_key ?? null;
}

/** When events of these types happened for a uid. */
export async function findTimes(
	db: Db,
	uid: string,
	types: readonly string[],
): Promise<Array<{ type: string; occurredAt: Date }>> {
	const rows = await db
		.selectFrom('webhook_events')
		.select(['event_type', 'occurred_at'])
		.where('external_id', '=', uid)
		.where('event_type', 'in', [...types])
		.execute();
	return rows.flatMap(({ event_type: type, occurred_at: occurredAt }) =>
		occurredAt ? [{ type, occurredAt }] : [],
	);
}

/** Records a delivery, or only counts it if the event already exists. */
export async function insertEvent(db: Db, event: NewInboxEvent): Promise<Recorded> {
	const result =
		await sql`INSERT INTO webhook_events (provider, external_id, event_type, status, error_message, payload,
			dedupe_key, body_hash, reading, source, occurred_at, next_attempt_at, attempts, locked_by, last_seen_at, created_at, updated_at)
		VALUES (${provider}, ${event.uid}, ${event.type}, ${event.status}, ${event.error}, ${event.payload}, ${event.dedupeKey},
			${event.bodyHash}, ${event.reading}, ${event.source}, ${event.occurredAt}, ${event.nextAttemptAt},
			${event.status === 'received' ? 1 : 0}, ${event.lockedBy ?? null}, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))
		ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id), duplicate_count = duplicate_count + 1,
			last_seen_at = VALUES(last_seen_at)`.execute(db);
	const id = Number(result.insertId);
	const key = event.dedupeKey;
	if (result.numAffectedRows === 1n) return { id, key, duplicate: false };
	return { id, key, duplicate: event.status !== 'received' || !(await wakeIgnored(db, id, event)) };
}

/**
 * Lets an event that one trigger ignored start the first trigger that selects it, unless the event
 * was erased.
 */
async function wakeIgnored(
	db: Db,
	id: number,
	{ reading, lockedBy = null }: NewInboxEvent,
): Promise<boolean> {
	const result =
		await sql`UPDATE webhook_events SET status = 'received', error_message = NULL, attempts = 1,
			reading = ${reading}, locked_by = ${lockedBy}, locked_until = UTC_TIMESTAMP(3) + INTERVAL 5 MINUTE, updated_at = UTC_TIMESTAMP(3)
		WHERE id = ${id} AND status = 'ignored' AND payload IS NOT NULL`.execute(db);
	return result.numAffectedRows === 1n;
}

/** Marks an event as processed. False if the row does not exist. */
export async function markProcessed(
	db: Db,
	id: number,
	executionId: string | null,
): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('webhook_events')
		.set({
			// Before the status, because MySQL assigns from left to right. In the first run, the text
			// is a note about what the inbox did not take.
			error_message: sql`IF(status = 'received', error_message, NULL)`,
			status: 'processed',
			next_attempt_at: null,
			locked_until: null,
			processed_at: new Date(),
			execution_id: executionId,
			updated_at: new Date(),
		})
		.where('id', '=', id)
		.executeTakeFirst();
	// The row does not change when it is finished twice in the same moment.
	return numUpdatedRows > 0n || (await findEvent(db, id)) !== undefined;
}

/** In characters. */
export const maxReasonLength = 10_000;

/** Why an event was not processed, and what happens next. */
export interface FailedMark {
	reason: string;
	status: Extract<InboxStatus, 'failed' | 'quarantined'>;
	/** When the event is due again; null: never automatically. */
	nextAttemptAt: Date | null;
	/** The n8n execution that failed; if omitted, the current value stays. */
	executionId?: string | null;
}

/**
 * Stores the reason on the row, and when the event is due again.
 *
 * @returns false if nothing was changed, because the event is already processed or quarantined, or
 * the row is gone
 */
export async function markFailed(
	db: Db,
	id: number,
	{ reason, status, nextAttemptAt, executionId = null }: FailedMark,
): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('webhook_events')
		.set({
			status,
			error_message: reason.slice(0, maxReasonLength),
			next_attempt_at: nextAttemptAt,
			...(executionId === null ? {} : { execution_id: executionId }),
			locked_until: null,
			updated_at: new Date(),
		})
		.where('id', '=', id)
		.where('status', 'not in', ['processed', 'quarantined'])
		.executeTakeFirst();
	return numUpdatedRows > 0n;
}

/**
 * Records which n8n execution works on the event, so that the event of a failed execution can be
 * found.
 */
export async function noteExecution(db: Db, id: number, executionId: string): Promise<void> {
	await db
		.updateTable('webhook_events')
		.set({ execution_id: executionId })
		.where('id', '=', id)
		.execute();
}

/** The event that an execution works on; undefined if the execution has settled it, or had none. */
export async function findEventOfExecution(
	db: Db,
	executionId: string,
): Promise<InboxRow | undefined> {
	return await db
		.selectFrom('webhook_events')
		.selectAll()
		.where('provider', '=', provider)
		.where('status', 'in', ['received', 'processing'])
		.where('execution_id', '=', executionId)
		.orderBy('id', 'desc')
		.limit(1)
		.executeTakeFirst();
}

export async function findEvent(db: Db, id: number): Promise<InboxRow | undefined> {
	return await db.selectFrom('webhook_events').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function findEventsByKey(db: Db, keys: readonly string[]): Promise<InboxRow[]> {
	return await db
		.selectFrom('webhook_events')
		.selectAll()
		.where('dedupe_key', 'in', [...keys])
		.execute();
}

export interface InboxFilter {
	status?: InboxStatus | null;
	uid?: string | null;
	since?: Date | null;
}

/** Newest first. */
export async function listEvents(db: Db, filter: InboxFilter, limit: number): Promise<InboxRow[]> {
	let query = db.selectFrom('webhook_events').selectAll().where('provider', '=', provider);
	if (filter.status) query = query.where('status', '=', filter.status);
	if (filter.uid) query = query.where('external_id', '=', filter.uid);
	if (filter.since) query = query.where('created_at', '>=', filter.since);
	return await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}
