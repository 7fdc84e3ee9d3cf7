import { nextAttemptAt } from '../domain/backoff';
import { MtlError } from '../domain/errors';
import type { InboxStatus } from '../domain/inbox';
import type { Db } from '../db/connection';
import { fittingFor } from '../db/fitting';
import { installationOf } from '../db/installation';
import {
	findEvent,
	findEventsOfExecution,
	findUnsettled,
	fittedReason,
	type FailedMark,
	markFailed,
	markProcessed,
	noteExecution,
} from '../db/repositories/inbox';
import { attempt } from '../db/transaction';

/**
 * Marks an event as processed.
 *
 * @param executionId the n8n execution that processed it, for reference
 * @throws {MtlError} `not-found` if the inbox does not have the row
 */
export async function finishEvent(
	db: Db,
	id: number,
	executionId: string | null = null,
): Promise<void> {
	if (await attempt(async () => await markProcessed(db, id, executionId))) return;
	throw notFound(id);
}

/** The outcome for a failed event. */
export interface Failure {
	status: InboxStatus;
	nextAttemptAt: Date | null;
	/**
	 * Whether to alert people: for the failure that quarantined the event, and the first time that
	 * the database refuses it.
	 */
	needsPerson: boolean;
}

/** Why an event failed. */
export interface FailureReason {
	/** A sentence for `webhook_events.error_message`. */
	text: string;
	/** The database refused a value, and would do so again. */
	isRefused?: boolean;
}

/**
 * Stores why an event failed, and returns when it is retried. An event that another run has
 * processed or quarantined in the meantime stays so.
 *
 * @throws {MtlError} `not-found` if the inbox does not have the row
 */
export async function failEvent(
	db: Db,
	id: number,
	{ text: reason, isRefused = false }: FailureReason,
	now: Date,
	executionId: string | null = null,
): Promise<Failure> {
	return await attempt(async () => {
		const row = await findEvent(db, id);
		if (!row) throw notFound(id);
		const next = nextAttemptAt(row.attempts, now, isRefused);
		const status = next ? 'failed' : 'quarantined';
		const fitting = fittingFor(await installationOf(db));
		const mark = { reason, status, nextAttemptAt: next, executionId } as const;
		if (await markFailed(db, id, mark, fitting)) {
			const isNews = isRefused && row.error_message !== fittedReason(fitting, reason);
			return { status, nextAttemptAt: next, needsPerson: status === 'quarantined' || isNews };
		}
		const settled = (await findEvent(db, id)) ?? row;
		return { status: settled.status, nextAttemptAt: null, needsPerson: false };
	});
}

/**
 * Stores the reason on every event that a failed execution was working on. Empty if the execution had
 * settled its events, or had none.
 */
export async function failExecution(
	db: Db,
	executionId: string,
	reason: string,
	now: Date,
): Promise<Array<{ id: number; needsPerson: boolean }>> {
	const rows = await attempt(async () => await findEventsOfExecution(db, executionId));
	const failed: Array<{ id: number; needsPerson: boolean }> = [];
	for (const { id } of rows) {
		const { needsPerson } = await failEvent(db, id, { text: reason }, now, executionId);
		failed.push({ id, needsPerson });
	}
	return failed;
}

/** Which of these events no run has settled yet. */
export async function unsettledOf(db: Db, ids: readonly number[]): Promise<number[]> {
	return await attempt(async () => await findUnsettled(db, ids));
}

/** Records which n8n execution works on these events. */
export async function startEvents(
	db: Db,
	ids: readonly number[],
	executionId: string,
): Promise<void> {
	await attempt(async () => await noteExecution(db, ids, executionId));
}

/** Stops retrying an event that cannot succeed. False if it was settled in the meantime. */
export async function quarantineEvent(db: Db, id: number, reason: string): Promise<boolean> {
	return await attempt(
		async () => await fail(db, id, { reason, status: 'quarantined', nextAttemptAt: null }),
	);
}

/**
 * Leaves an event that the database did not accept in time to the next poll for unfinished events.
 */
export async function retryNow(db: Db, id: number, reason: string): Promise<void> {
	const due = { reason, status: 'failed', nextAttemptAt: new Date() } as const;
	await attempt(async () => await fail(db, id, due));
}

/** The reason is cut if it is too long for the column. */
async function fail(db: Db, id: number, mark: FailedMark): Promise<boolean> {
	return await markFailed(db, id, mark, fittingFor(await installationOf(db)));
}

function notFound(id: number): MtlError {
	return new MtlError(
		'not-found',
		`The inbox has no event with the id ${id}.`,
		'Look for it in the table webhook_events; it may have been deleted.',
	);
}
