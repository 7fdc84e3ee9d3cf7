import type { IDataObject } from 'n8n-workflow';

import type { EventSign, FailedEvent } from '../../../core/n8n/errors';
import type { OperationContext } from '../../../core/n8n/operation';
import { endExecution } from '../../../core/n8n/sharing/batch';
import { failExecution as fail } from '../../../core/services/settleEvent';

/** What n8n's Error Trigger sends: `execution`, or `trigger` where a trigger failed before there was one. */
interface ErrorTriggerItem {
	execution?: FailedRun & { id?: string; lastNodeExecuted?: string };
	trigger?: FailedRun;
}
interface FailedRun {
	error?: { message?: string; context?: { event?: EventSign; events?: FailedEvent[] } };
}

export function isOfErrorTrigger(json: IDataObject): boolean {
	return !json['event'] && ('execution' in json || 'trigger' in json);
}

/**
 * Adds to the item which event failed and whether to alert people; for an execution that worked on several events,
 * one item for each. MTL steps have already kept the reason and carry both in their error; for any other step, the
 * events are found by their execution, and the reason is kept now.
 */
export async function failExecution({
	db,
	json,
}: OperationContext): Promise<IDataObject | IDataObject[]> {
	const { execution, trigger } = json as ErrorTriggerItem;
	const { error } = execution ?? trigger ?? {};
	const { event: named, events } = error?.context ?? {};
	if (events && events.length > 1) return events.map((one) => itemOfEvent(json, one));
	if (named) return { ...json, event: { ...named } };
	const unknown: EventSign = { id: null, needsPerson: true };
	if (!execution?.id) return { ...json, event: { ...unknown } };
	const step = execution.lastNodeExecuted ? `${execution.lastNodeExecuted}: ` : '';
	const reason = `${step}${(error?.message ?? 'No reason was given.').slice(0, 1000)}`;
	endExecution(execution.id);
	const failed = await fail(db, execution.id, reason, new Date());
	return (failed.length > 0 ? failed : [unknown]).map((event) => ({
		...json,
		event: { ...event },
	}));
}

/** The item of the Error Trigger, as if only this event had failed. */
function itemOfEvent(
	json: IDataObject,
	{ id, needsPerson, reason, hint }: FailedEvent,
): IDataObject {
	const { execution, trigger } = json as ErrorTriggerItem;
	const only = (run: FailedRun) => ({
		...run,
		error: { ...run.error, message: reason, description: hint },
	});
	return {
		...json,
		...(execution && { execution: only(execution) }),
		...(trigger && { trigger: only(trigger) }),
		event: { id, needsPerson },
	} as IDataObject;
}
