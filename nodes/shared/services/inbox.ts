import { createHash } from 'node:crypto';

import { nextAttemptAt } from '../domain/backoff';
import { MtlError } from '../domain/errors';
import { isSame } from '../domain/history/time';
import type { Db } from '../db/connection';
import {
	findEvent,
	findKeyOfBody,
	findTimes,
	type InboxStatus,
	insertEvent,
	markFailed,
	markProcessed,
	type NewInboxEvent,
	type Recorded,
} from '../db/repositories/inbox';
import type { InboxRow } from '../db/tables';
import { attempt } from '../db/transaction';

/**
 * Puts a delivery into the inbox, or counts it when the event is already there. The same bytes are the same event,
 * whatever key an earlier version gave it.
 */
export async function recordDelivery(db: Db, delivery: NewInboxEvent): Promise<Recorded> {
	return await attempt(async (again) => {
		const known = delivery.isKeyOfBody ? await findKeyOfBody(db, delivery) : null;
		const recorded = await insertEvent(db, { ...delivery, dedupeKey: known ?? delivery.dedupeKey });
		if (!recorded.duplicate || delivery.status !== 'received') return recorded;
		const row = await findEvent(db, recorded.id);
		// The first try may have written the row before its connection broke; then nobody works on it yet.
		if (again && row?.status === 'received') return { ...recorded, duplicate: false };
		return row && (await mayHaveLivedAgain(db, delivery, row))
			? await insertEvent(db, { ...delivery, dedupeKey: keyOfRepeat(delivery) })
			: recorded;
	});
}

function keyOfRepeat({ dedupeKey, occurredAt }: NewInboxEvent): string {
	const parts = `${dedupeKey} ${occurredAt?.toISOString() ?? ''}`;
	return createHash('sha256').update(parts).digest('hex');
}

const requests = ['BOOKING_REQUESTED', 'BOOKING_PAYMENT_INITIATED'];

/**
 * What happens to a place but once is the same event at any distance in time, unless the booking may have been
 * confirmed after it was cancelled in between, which happens where it was requested: then only its history can tell.
 */
async function mayHaveLivedAgain(
	db: Db,
	{ type, uid, occurredAt, bodyHash }: NewInboxEvent,
	{ occurred_at: before, body_hash: hashBefore }: InboxRow,
): Promise<boolean> {
	if (!uid || !occurredAt || !before || bodyHash === hashBefore) return false;
	if (type !== 'BOOKING_CREATED' && type !== 'BOOKING_CANCELLED') return false;
	if (isSame(before.toISOString(), occurredAt.toISOString())) return false;
	const known = await findTimes(db, uid, [...requests, 'BOOKING_CREATED', 'BOOKING_CANCELLED']);
	if (known.some((one) => requests.includes(one.type))) return true;
	const others = known.filter((one) => one.type !== type);
	if (type === 'BOOKING_CREATED') return others.length > 0;
	const [first, last] = before < occurredAt ? [before, occurredAt] : [occurredAt, before];
	return (
		others.length === 0 || others.some((one) => one.occurredAt > first && one.occurredAt < last)
	);
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
	throw notFound(id);
}

/** What became of an event that failed. */
export interface Failure {
	status: InboxStatus;
	nextAttemptAt: Date | null;
	/** Whether people are to be told: true for the one failure that quarantined the event. */
	needsPerson: boolean;
}

/**
 * Keeps why an event failed, and says when it is tried again. One that another run has processed or quarantined
 * meanwhile stays so.
 *
 * @throws {MtlError} `not-found` when the inbox has no such row
 */
export async function failEvent(
	db: Db,
	id: number,
	reason: string,
	now: Date,
	executionId: string | null = null,
): Promise<Failure> {
	return await attempt(async () => {
		const row = await findEvent(db, id);
		if (!row) throw notFound(id);
		const next = nextAttemptAt(row.attempts, now);
		const status = next ? 'failed' : 'quarantined';
		if (await markFailed(db, id, reason, status, next, executionId)) {
			return { status, nextAttemptAt: next, needsPerson: status === 'quarantined' };
		}
		const settled = (await findEvent(db, id)) ?? row;
		return { status: settled.status as InboxStatus, nextAttemptAt: null, needsPerson: false };
	});
}

/** Ends the tries of an event that can't succeed by itself. False when it was settled meanwhile. */
export async function quarantineEvent(db: Db, id: number, reason: string): Promise<boolean> {
	return await attempt(async () => await markFailed(db, id, reason, 'quarantined', null, null));
}

/** Leaves an event that the database could not take in time to the next poll for unfinished events. */
export async function retryNow(db: Db, id: number, reason: string): Promise<void> {
	await attempt(async () => await markFailed(db, id, reason, 'failed', new Date(), null));
}

function notFound(id: number): MtlError {
	return new MtlError(
		'not-found',
		`The inbox has no event with the id ${id}.`,
		'Look for it in the table webhook_events; it may have been deleted.',
	);
}
