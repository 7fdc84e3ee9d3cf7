import type { IDataObject } from 'n8n-workflow';

import { isAway, MtlError } from '../../../core/domain/errors';
import { afterRefusal, eventError, nodeErrorOf } from '../../../core/n8n/errors';
import { eventFrom, type MtlItem } from '../../../core/n8n/item';
import type { Operation, OperationContext } from '../../../core/n8n/operation';
import { ensureRecorded } from '../../../core/n8n/recording';
import { sendAnswer } from '../../../core/n8n/sendAnswer';
import { answer } from '../../../core/services/answers';
import {
	failEvent as fail,
	type Failure as Failed,
	retryNow,
} from '../../../core/services/settleEvent';
import { eventId } from '../../fields';
import { failExecution, isOfErrorTrigger } from './failExecution';

/** What a failed step adds to its item (`runOperations`). Other nodes add only `error`. */
interface Failure {
	error?: unknown;
	details?: { step?: string; hint?: string; code?: string } | undefined;
}

export const failEvent: Operation = {
	resource: 'event',
	value: 'fail',
	name: 'Fail',
	action: 'Fail an event',
	description: 'Save why an event failed, and schedule the next attempt',
	mapsAutomatically: true,
	keepsFailures: true,
	passesOnUnrecorded: true,
	ownFields: [
		eventId,
		{
			displayName: 'Reason',
			name: 'reason',
			type: 'string',
			default: '',
			required: true,
			description: 'Text for <code>webhook_events.error_message</code>',
		},
	],
	async execute(context) {
		if (!context.automatic) {
			const id = context.id('eventId', 'Event ID');
			const reason = context.requiredText('reason', 'Reason');
			const executionId = context.functions.getExecutionId();
			const failure = await fail(context.db, id, { text: reason }, new Date(), executionId);
			return { event: { id }, ...out(failure) };
		}
		return isOfErrorTrigger(context.json) ? await failExecution(context) : await failItem(context);
	},
};

/**
 * As the last step of a branch in workflows made for version 1.1, after the error outputs of the others: keeps the
 * reason on the inbox row and makes the execution red. While the database does not answer, the item goes out
 * instead: to the Wait node, and from there back here.
 */
async function failItem(context: OperationContext): Promise<IDataObject | IDataObject[]> {
	const { error, details, ...json } = context.json as IDataObject & Failure;
	const reason = sentenceOf({ error, details });
	const item = eventFrom(json);
	let { id } = item.event;
	let needsPerson = id === null;
	try {
		({ id } = (await ensureRecorded(context.db, item)).event);
		const wasAway = item.unrecorded ?? item.waited;
		if (wasAway && id !== null && details?.code !== 'input') {
			await retryNow(context.db, id, reason);
			return [];
		}
		const executionId = context.functions.getExecutionId();
		const failure = { text: reason, isRefused: details?.code === 'data' };
		if (id !== null)
			({ needsPerson } = await fail(context.db, id, failure, new Date(), executionId));
	} catch (fault) {
		if (!(fault instanceof MtlError)) throw nodeErrorOf(context.functions.getNode(), fault);
		if (isAway(fault)) return await waitForDatabase(context, item);
		// The row still says "received", so it is retried as unfinished, unless it was deleted.
		needsPerson ||= fault.code === 'not-found';
	}
	await sendAnswer(context.functions, item, answer('failed', { event: id, reason }));
	const next = id === null && item.unrecorded ? afterRefusal : hintOf(details);
	const node = context.functions.getNode();
	context.raiseLater(eventError(node, reason, next, { id, needsPerson }));
	return [];
}

/** The item for the Wait node. Nothing has failed yet, so Cal.com is told that the event is kept. */
async function waitForDatabase(context: OperationContext, item: MtlItem): Promise<IDataObject> {
	await sendAnswer(context.functions, item, answer('accepted', { event: item.event.id }));
	return { ...context.json, answered: true, waited: true };
}

function hintOf(details: Failure['details']): string {
	return details?.hint || 'The event stays in webhook_events with this reason.';
}

function sentenceOf({ error, details = {} }: Failure): string {
	const { step, hint } = details;
	const text =
		error && typeof error === 'object' ? (error as { message?: unknown }).message : error;
	const message =
		typeof text === 'string' && text ? text : 'A step failed without giving a reason.';
	return [step && `${step}:`, message.slice(0, 1000), hint].filter(Boolean).join(' ');
}

function out({ status, nextAttemptAt }: Failed): IDataObject {
	return { status, nextAttemptAt: nextAttemptAt?.toISOString() ?? null };
}
