import { nextAttemptAt } from '../domain/backoff';
import { MtlError } from '../domain/errors';
import type { Db } from '../db/connection';
import {
	findEvent,
	insertEvent,
	markFailed,
	markProcessed,
	type NewInboxEvent,
	type Recorded,
} from '../db/repositories/inbox';
import { attempt } from '../db/transaction';

/** Puts a delivery into the inbox, or counts it when the event is already there. */
export async function recordDelivery(db: Db, delivery: NewInboxEvent): Promise<Recorded> {
	return await attempt(async () => await insertEvent(db, delivery));
}

/**
 * Marks an event as processed.
 *
 * @param executionId the n8n execution that did it, for people who look it up
 * @throws {MtlError} `not-found` when the inbox has no such row
 */
export async function finishEvent(
	db: Db,
	id: number,
	executionId: string | null = null,
): Promise<void> {
	if (await attempt(async () => await markProcessed(db, id, executionId))) return;
	throw new MtlError(
		'not-found',
		`The inbox has no event with the id ${id}.`,
		'Look for it in the table webhook_events; it may have been deleted.',
	);
}

export interface Failure {
	status: 'failed' | 'quarantined';
	nextAttemptAt: Date | null;
}

/** Keeps why an event failed, and says when it is tried again. An event that was processed meanwhile stays so. */
export async function failEvent(
	db: Db,
	id: number,
	reason: string,
	now: Date,
	executionId: string | null = null,
): Promise<Failure> {
	return await attempt(async () => {
		const row = await findEvent(db, id);
		const next = nextAttemptAt(row?.attempts ?? 1, now);
		const status = next ? 'failed' : 'quarantined';
		await markFailed(db, id, reason, status, next, executionId);
		return { status, nextAttemptAt: next };
	});
}

/** Leaves an event that the database could not take in time to the next poll for unfinished events. */
export async function retryNow(db: Db, id: number, reason: string): Promise<void> {
	await attempt(async () => await markFailed(db, id, reason, 'failed', new Date(), null));
}
