import type { INodeExecutionData, IPollFunctions, IRun, NodeOperationError } from 'n8n-workflow';

import type { Db } from '../core/db/connection';
import type { BookingEvent } from '../core/domain/event';
import { eventError } from '../core/n8n/errors';
import { itemOf } from '../core/n8n/item';
import { byOutput, outputNames, outputOf } from '../core/n8n/routes';
import type { Quarantined } from '../core/services/retryEvents';
import { unsettledOf } from '../core/services/settleEvent';

/** The event on its matching output. Cal.com was answered earlier. */
export function outputsOf(event: BookingEvent): INodeExecutionData[][] {
	return byOutput([{ event, item: itemOf(event, { answered: true }) }]);
}

/** How many events share an execution: beyond this, sharing gains little, and a failure concerns more. */
const maxShared = 20;

/**
 * The events of each execution. Events that were never started share one, by output; an event that failed or stopped n8n
 * before runs alone, so that it takes no other with it and its execution shows nothing else.
 */
export function sharesOf(events: readonly BookingEvent[]): BookingEvent[][] {
	const alone = events.filter(({ event }) => event.attempt > 1);
	const fresh = outputNames.map((name) =>
		events.filter((one) => one.event.attempt <= 1 && outputOf(one) === name),
	);
	return [...fresh.flatMap((of) => inPieces(of, maxShared)), ...alone.map((one) => [one])];
}

function inPieces<T>(all: readonly T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
		all.slice(index * size, (index + 1) * size),
	);
}

/**
 * Starts an execution for these events. If one of several fails, the node that it failed in ends the execution of
 * all; the others then run again, each alone. Resolves when all have ended, to whether all succeeded.
 */
export async function emitEvents(
	functions: IPollFunctions,
	db: Db,
	events: readonly BookingEvent[],
): Promise<boolean> {
	const done = functions.helpers.createDeferredPromise<IRun | undefined>();
	const items = events.map((event) => ({ event, item: itemOf(event, { answered: true }) }));
	functions.__emit(byOutput(items), undefined, done);
	const run = await done.promise.catch(() => undefined);
	if (run?.status === 'success') return true;
	if (events.length > 1 && isOfStep(run)) {
		const ids = events.flatMap(({ event }) => event.id ?? []);
		// While the database is away, the next poll claims what this execution let go.
		const left = new Set(await unsettledOf(db, ids).catch(() => []));
		const others = events.filter(({ event }) => event.id !== null && left.has(event.id));
		await Promise.all(others.map(async (one) => await emitEvents(functions, db, [one])));
	}
	return false;
}

/** Any other failed step is the workflow "Alert on failure"'s to settle, for all events of the execution. */
function isOfStep(run: IRun | undefined): boolean {
	const error = run?.data.resultData.error as { context?: { event?: unknown } } | undefined;
	return error?.context?.event !== undefined;
}

/** A failed execution for an event for which no branch can run any more. */
export function quarantinedError(
	functions: IPollFunctions,
	{ id, reason, hint }: Quarantined,
): NodeOperationError {
	const sign = { id, needsPerson: true };
	const error = eventError(functions.getNode(), `Event ${id}: ${reason}`, hint, sign);
	// n8n creates the execution after the error, so its URL is not known yet.
	const executions = `workflow/${functions.getWorkflow().id}/executions`;
	error.context['executionsUrl'] = `${functions.getInstanceBaseUrl()}${executions}`;
	return error;
}
