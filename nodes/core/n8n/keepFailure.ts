import type { IExecuteFunctions, INodeExecutionData, NodeOperationError } from 'n8n-workflow';

import { isAway, MtlError } from '../domain/errors';
import { answer } from '../services/answers';
import { eventsLetGo } from '../services/letGo';
import { failEvent, retryNow } from '../services/settleEvent';
import { withDatabase } from './databaseCache';
import { afterRefusal, eventError } from './errors';
import type { MtlItem } from './item';
import { sendAnswer } from './sendAnswer';
import { SlowItem } from './sharing/slowItem';

type Fault = Pick<MtlError, 'code' | 'message' | 'hint'>;

/**
 * Settles an event when a step of its branch fails: its row keeps the reason and the next attempt, Cal.com is
 * answered, and the execution should end with the error returned here.
 *
 * While the database is away, nothing has failed: Cal.com is told that the event is kept, and the first poll after
 * the database is back retries it.
 */
export async function keepFailure(
	functions: IExecuteFunctions,
	item: MtlItem,
	error: unknown,
): Promise<NodeOperationError> {
	const { event, unrecorded } = item;
	const { id } = event;
	const node = functions.getNode();
	const fault = faultOf(error);
	const reason = [`${node.name}:`, fault.message.slice(0, 1000), fault.hint]
		.filter(Boolean)
		.join(' ');
	const kept = await keep(functions, id, reason, fault);
	const failed = answer('failed', { event: id, reason });
	await sendAnswer(functions, item, kept.isAway ? answer('accepted', { event: id }) : failed);
	const next = unrecorded
		? `${fault.hint} ${afterRefusal}`.trim()
		: fault.hint || 'The event stays in webhook_events with this reason.';
	return eventError(node, reason, next, { id, needsPerson: kept.needsPerson });
}

interface Kept {
	isAway: boolean;
	needsPerson: boolean;
}

async function keep(
	functions: IExecuteFunctions,
	id: number | null,
	reason: string,
	fault: Fault,
): Promise<Kept> {
	// A sample has no row.
	if (id === null) return { isAway: false, needsPerson: true };
	const executionId = functions.getExecutionId();
	try {
		return await withDatabase(functions, {}, async (db) => {
			eventsLetGo(db).add(id);
			// Whatever holds up the event may hold up its row too.
			if (fault instanceof SlowItem) return { isAway: true, needsPerson: false };
			const wasAway = fault.code === 'unreachable' || fault.code === 'unwritable';
			const failure = { text: reason, isRefused: fault.code === 'data' };
			if (wasAway) await retryNow(db, id, reason);
			const { needsPerson } = wasAway
				? { needsPerson: false }
				: await failEvent(db, id, failure, new Date(), executionId);
			eventsLetGo(db).delete(id);
			return { isAway: wasAway, needsPerson };
		});
	} catch (second) {
		return { isAway: isAway(second), needsPerson: isGone(second) };
	}
}

/** The row was deleted meanwhile, so nothing retries the event. */
function isGone(error: unknown): boolean {
	return error instanceof MtlError && error.code === 'not-found';
}

function faultOf(error: unknown): Fault {
	if (error instanceof MtlError) return error;
	const message = error instanceof Error ? error.message : 'Something unexpected went wrong.';
	return { code: 'unexpected', message, hint: '' };
}

/** Leaves the events of the other items to the next poll, because their execution ends here too. */
export async function letGo(
	functions: IExecuteFunctions,
	items: readonly INodeExecutionData[],
): Promise<void> {
	const ids = items.flatMap(({ json }) => (json['event'] as { id?: number | null })?.id ?? []);
	if (ids.length === 0) return;
	await withDatabase(functions, {}, async (db) => {
		for (const id of ids) eventsLetGo(db).add(id);
	}).catch(() => {});
}
