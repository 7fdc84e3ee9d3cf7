import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { MtlError } from '../../../shared/domain/errors';
import { nodeErrorOf } from '../../../shared/n8n/errors';
import { eventFrom, type MtlItem } from '../../../shared/n8n/item';
import type { Operation, OperationContext } from '../../../shared/n8n/operation';
import { ensureRecorded } from '../../../shared/n8n/recording';
import { type Failure, failEvent as fail, retryNow } from '../../../shared/services/inbox';
import { eventId } from '../../fields';
import { idFrom } from '../list';

interface Reason {
	step?: string;
	message?: string;
	hint?: string;
	code?: string;
}

export const failEvent: Operation = {
	resource: 'event',
	value: 'fail',
	name: 'Fail',
	action: 'Fail an event',
	description: 'Keep the reason with the event, answer Cal.com, and make the execution red',
	mapsAutomatically: true,
	ownFields: [
		eventId,
		{
			displayName: 'Reason',
			name: 'reason',
			type: 'string',
			default: '',
			required: true,
			description: 'What people will read in webhook_events.error_message',
		},
	],
	async execute(context) {
		if (!context.automatic) {
			const id = idFrom(context, 'eventId', 'Event ID');
			const failure = await fail(
				context.db,
				id,
				String(context.param('reason', '')),
				new Date(),
				context.functions.getExecutionId(),
			);
			return { event: { id }, ...out(failure) };
		}
		return await failItem(context);
	},
};

/**
 * Keeps the reason on the inbox row and makes the execution red. An event that could not be recorded yet, while
 * the database still does not answer, goes out again instead: to the Wait node, and from there back to here.
 */
async function failItem(context: OperationContext): Promise<IDataObject | IDataObject[]> {
	const { failure, error: _, ...json } = context.json as IDataObject & { failure?: Reason };
	const reason = sentenceOf(failure);
	const item = eventFrom(json);
	try {
		const { id } = (await ensureRecorded(context.db, item)).event;
		if (item.unrecorded && id !== null && failure?.code !== 'input') {
			await retryNow(context.db, id, reason);
			return [];
		}
		if (id !== null)
			await fail(context.db, id, reason, new Date(), context.functions.getExecutionId());
	} catch (error) {
		if (!(error instanceof MtlError)) throw nodeErrorOf(context.functions.getNode(), error);
		if (item.unrecorded) return context.json;
		// The row says "received" still: it is taken up again as unfinished.
	}
	if (!item.answered) await answer(context, item, reason);
	context.raiseLater(redError(context, failure, reason));
	return [];
}

async function answer(
	context: OperationContext,
	{ event }: MtlItem,
	reason: string,
): Promise<void> {
	const body = { status: 'failed', event: event.id, reason };
	await context.functions.sendResponse({ statusCode: 500, headers: {}, body });
}

function sentenceOf(failure: Reason | undefined): string {
	const { step, message = 'A step failed without saying why.', hint } = failure ?? {};
	return [step && `${step}:`, message, hint].filter(Boolean).join(' ');
}

function redError({ functions }: OperationContext, failure: Reason | undefined, reason: string) {
	return new NodeOperationError(functions.getNode(), reason, {
		description: failure?.hint ?? 'The event stays in webhook_events with this reason.',
	});
}

function out({ status, nextAttemptAt }: Failure): IDataObject {
	return { status, nextAttemptAt: nextAttemptAt?.toISOString() ?? null };
}
