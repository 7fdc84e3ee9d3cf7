import { sql } from 'kysely';

import { provider } from '../../domain/event';
import type { InboxStatus } from '../../domain/inbox';
import type { Db } from '../connection';
import { cut, type Fitting } from '../fitting';
import type { InboxRow } from '../tables';
import { unmoved, unmovedSet } from '../unmoved';
import { upsert } from '../upsert';

/** A delivery to record in the inbox. */
export interface NewInboxEvent {
	dedupeKey: string;
	bodyHash: string;
	/** Cal.com's trigger event. */
	type: string;
	uid: string | null;
	status: Extract<InboxStatus, 'received' | 'failed' | 'ignored'>;
	error: string | null;
	/** The body as JSON text, cleaned of credentials; null if nothing of it is kept. */
	payload: string | null;
	/** `ParseSettings` as JSON text. */
	reading: string | null;
	source: string;
	occurredAt: Date | null;
	/** What of the delivery the inbox did not take. */
	note?: string;
	/** When a failed event is due again; null: never. */
	nextAttemptAt: Date | null;
	/** The n8n process that works on the event (`ProcessOwner.name`). */
	lockedBy?: string | null;
	/** How long no other process runs the event; 5 by default. With 0, the next poll starts it. */
	leaseMinutes?: number;
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

/**
 * Records a delivery, or only counts it if the event already exists. The lease of an event that
 * starts the workflow begins here.
 *
 * @throws {MtlError} `data` if another row is in the way of a unique key
 */
export async function insertEvent(
	db: Db,
	event: NewInboxEvent,
	fitting: Fitting,
): Promise<Recorded> {
	const error = cut(fitting, 'webhook_events.error_message', event.error);
	const isStarted = event.status === 'received';
	const { leaseMinutes: minutes = 5 } = event;
	const lease = isStarted ? sql`UTC_TIMESTAMP(3) + INTERVAL ${minutes} MINUTE` : sql`NULL`;
	const { id, created } = await upsert(db, 'webhook_events', {
		insert: sql`INSERT INTO webhook_events (provider, external_id, event_type, status, error_message, payload,
			dedupe_key, body_hash, reading, source, occurred_at, next_attempt_at, attempts, locked_by, locked_until, last_seen_at,
			notes, created_at, updated_at)
		VALUES (${provider}, ${event.uid}, ${event.type}, ${event.status}, ${error}, ${event.payload}, ${event.dedupeKey},
			${event.bodyHash}, ${event.reading}, ${event.source}, ${event.occurredAt}, ${event.nextAttemptAt},
			${isStarted && minutes > 0 ? 1 : 0}, ${event.lockedBy ?? null}, ${lease}, UTC_TIMESTAMP(3),
			${event.note ?? null}, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
		isSame: sql`dedupe_key <=> VALUES(dedupe_key)`,
		where: sql`dedupe_key = ${event.dedupeKey}`,
		update: [
			sql`duplicate_count = duplicate_count + 1`,
			sql`last_seen_at = VALUES(last_seen_at)`,
			...unmoved('webhook_events', 'last_seen_at'),
		],
	});
	const key = event.dedupeKey;
	if (created) return { id, key, duplicate: false };
	return { id, key, duplicate: !isStarted || !(await wakeIgnored(db, id, event)) };
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
			reading = ${reading}, locked_by = ${lockedBy}, locked_until = UTC_TIMESTAMP(3) + INTERVAL 5 MINUTE, updated_at = UTC_TIMESTAMP(3),
			${sql.join(unmoved('webhook_events', 'locked_until'))}
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
			...unmovedSet('webhook_events'),
			status: 'processed',
			error_message: null,
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

const maxReasonLength = 10_000;

/** A reason as its column takes it. */
export function fittedReason(fitting: Fitting, reason: string): string | null {
	return cut(fitting, 'webhook_events.error_message', reason.slice(0, maxReasonLength));
}

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
	fitting: Fitting,
): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('webhook_events')
		.set({
			...unmovedSet('webhook_events'),
			status,
			error_message: fittedReason(fitting, reason),
			next_attempt_at: nextAttemptAt,
			...(executionId === null ? {} : { execution_id: executionId }),
			locked_until: null,
			updated_at: new Date(),
		})
		.where('id', '=', id)
		// Another application may have changed the status of an event that is being worked on.
		.where('status', '!=', 'quarantined')
		.where((is) => is.or([is('locked_until', 'is not', null), is('status', '!=', 'processed')]))
		.executeTakeFirst();
	return numUpdatedRows > 0n;
}

/**
 * Records which n8n execution works on these events, so that the events of a failed execution can be
 * found.
 */
export async function noteExecution(
	db: Db,
	ids: readonly number[],
	executionId: string,
): Promise<void> {
	await db
		.updateTable('webhook_events')
		.set({ ...unmovedSet('webhook_events'), execution_id: executionId })
		.where('id', 'in', [...ids])
		.execute();
}

/** Adds sentences to an event: what of it did not fit. */
export async function noteOnEvent(
	db: Db,
	eventKey: string,
	notes: ReadonlySet<string>,
): Promise<void> {
	for (const note of notes) {
		await sql`UPDATE webhook_events SET notes = CONCAT_WS(' ', notes, ${note}), ${sql.join(unmoved('webhook_events'))}
			WHERE dedupe_key = ${eventKey} AND LOCATE(${note}, COALESCE(notes, '')) = 0`.execute(db);
	}
}

/** The events that an execution works on and has not settled. */
export async function findEventsOfExecution(db: Db, executionId: string): Promise<InboxRow[]> {
	return await db
		.selectFrom('webhook_events')
		.selectAll()
		.where('provider', '=', provider)
		.where((is) =>
			is.or([is('locked_until', 'is not', null), is('status', 'in', ['received', 'processing'])]),
		)
		.where('execution_id', '=', executionId)
		.orderBy('id', 'desc')
		.execute();
}

/** Which of these events are claimed and not settled. */
export async function findUnsettled(db: Db, ids: readonly number[]): Promise<number[]> {
	if (ids.length === 0) return [];
	const rows = await db
		.selectFrom('webhook_events')
		.select('id')
		.where('id', 'in', [...ids])
		.where('status', '=', 'processing')
		.where('locked_until', 'is not', null)
		.execute();
	return rows.map(({ id }) => id);
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

/** How the newest delivery was parsed, as the trigger is set now; null without a delivery. */
export async function findNewestReading(db: Db): Promise<string | null> {
	const row = await db
		.selectFrom('webhook_events')
		.select('reading')
		.where('provider', '=', provider)
		.where('dedupe_key', 'is not', null)
		.orderBy('created_at', 'desc')
		.orderBy('id', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row?.reading ?? null;
}

export interface InboxFilter {
	status?: InboxStatus | null;
	uid?: string | null;
	since?: Date | null;
}

/** Newest first. */
export async function listEvents(db: Db, filter: InboxFilter, limit: number): Promise<InboxRow[]> {
	let query = db
		.selectFrom('webhook_events')
		.selectAll()
		.where('provider', '=', provider)
		.where('dedupe_key', 'is not', null);
	if (filter.status) query = query.where('status', '=', filter.status);
	if (filter.uid) query = query.where('external_id', '=', filter.uid);
	if (filter.since) query = query.where('created_at', '>=', filter.since);
	return await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}
