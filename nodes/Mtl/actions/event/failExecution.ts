import type { IDataObject } from 'n8n-workflow';

import type { EventSign } from '../../../core/n8n/errors';
import type { OperationContext } from '../../../core/n8n/operation';
import { failExecution as fail } from '../../../core/services/settleEvent';

/** What n8n's Error Trigger sends: `execution`, or `trigger` where a trigger failed before there was one. */
interface ErrorTriggerItem {
	execution?: FailedRun & { id?: string; lastNodeExecuted?: string };
	trigger?: FailedRun;
}
interface FailedRun {
	error?: { message?: string; context?: { event?: EventSign } };
}

export function isOfErrorTrigger(json: IDataObject): boolean {
	return !json['event'] && ('execution' in json || 'trigger' in json);
}

/**
 * Adds to the item which event failed and whether to alert people. MTL steps have already kept the reason and carry
 * both in their error; for any other step, the event is found by its execution, and the reason is kept now.
 */
export async function failExecution({ db, json }: OperationContext): Promise<IDataObject> {
	const { execution, trigger } = json as ErrorTriggerItem;
	const { error } = execution ?? trigger ?? {};
	const named = error?.context?.event;
	if (named) return { ...json, event: { ...named } };
	const unknown: EventSign = { id: null, needsPerson: true };
	if (!execution?.id) return { ...json, event: { ...unknown } };
	const step = execution.lastNodeExecuted ? `${execution.lastNodeExecuted}: ` : '';
	const reason = `${step}${(error?.message ?? 'No reason was given.').slice(0, 1000)}`;
	const failed = await fail(db, execution.id, reason, new Date());
	return { ...json, event: { ...(failed ?? unknown) } };
}
