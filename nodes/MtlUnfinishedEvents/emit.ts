import type { INodeExecutionData, IPollFunctions, IRun, NodeOperationError } from 'n8n-workflow';

import type { BookingEvent } from '../core/domain/event';
import { eventError } from '../core/n8n/errors';
import { itemOf } from '../core/n8n/item';
import { byOutput } from '../core/n8n/routes';
import type { Quarantined } from '../core/services/retryEvents';

/** The event on its matching output. Cal.com was answered earlier. */
export function outputsOf(event: BookingEvent): INodeExecutionData[][] {
	return byOutput([{ event, item: itemOf(event, { answered: true }) }]);
}

/** Starts an execution for the event. Resolves when it ends, to whether it succeeded. */
export async function emitEvent(functions: IPollFunctions, event: BookingEvent): Promise<boolean> {
	const done = functions.helpers.createDeferredPromise<IRun | undefined>();
	functions.__emit(outputsOf(event), undefined, done);
	const run = await done.promise.catch(() => undefined);
	return run?.status === 'success';
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
