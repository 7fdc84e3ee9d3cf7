import { type INode, NodeOperationError } from 'n8n-workflow';

import { MtlError } from '../domain/errors';

/** What people need to know about a failed event. */
export interface EventSign {
	/** Inbox row (`webhook_events.id`); null for a sample that has none. */
	id: number | null;
	/** False while the event is retried automatically, or if another run has settled it. */
	needsPerson: boolean;
}

/** An error as n8n shows it: what happened in the title, what to do next below it. */
export function nodeErrorOf(node: INode, error: unknown, itemIndex?: number): NodeOperationError {
	if (error instanceof NodeOperationError) {
		error.context['itemIndex'] ??= itemIndex;
		return error;
	}
	const { message, hint } =
		error instanceof MtlError
			? error
			: {
					message: error instanceof Error ? error.message : 'Something unexpected went wrong.',
					hint: '',
				};
	return nodeError(node, message, hint, itemIndex);
}

/** An error in the words of a log line. */
export function wordsOf(error: unknown): string {
	return error instanceof MtlError ? error.message : 'Something unexpected went wrong.';
}

export function nodeError(
	node: INode,
	message: string,
	description: string,
	itemIndex?: number,
): NodeOperationError {
	const error = new NodeOperationError(node, message, {
		description,
		...(itemIndex === undefined ? {} : { itemIndex }),
	});
	// n8n replaces every message that contains the name of a network error with a general one, and shows an
	// execution whose message says "canceled" as stopped by a person instead of red.
	error.message = message.replaceAll('canceled', 'cancelled');
	return error;
}

/** What happens to a delivery that the database refuses, after the cause is fixed. */
export const afterRefusal =
	'The delivery is in this execution. Once the cause is fixed, it is recorded within a minute; if n8n was restarted since, press Retry on this execution.';

/**
 * The error of an execution in which an event failed. Only `message`, `description` and `context` reach the Error
 * Trigger from every kind of execution; the workflow "Alert on failure" reads `context.event.needsPerson` there.
 */
export function eventError(
	node: INode,
	message: string,
	description: string,
	event: EventSign,
): NodeOperationError {
	const error = nodeError(node, message, description);
	error.context['event'] = { ...event };
	return error;
}

/** What failed with one of several events. */
export interface FailedEvent extends EventSign {
	reason: string;
	/** What to do next. */
	hint: string;
}

/**
 * The error of a node in which several events failed: that of one which needs a person, if any does. It carries the
 * others too, so that each of them gets an alert of its own.
 */
export function errorOfAll(errors: readonly Error[]): Error {
	const [first] = [...errors.filter(needsPerson), ...errors];
	if (!(first instanceof NodeOperationError)) return first ?? new Error('Nothing failed.');
	const events = errors.flatMap((error) => failedEvent(error) ?? []);
	if (events.length > 1) first.context['events'] = events;
	return first;
}

function failedEvent(error: Error): FailedEvent | null {
	if (!(error instanceof NodeOperationError)) return null;
	const sign = error.context['event'] as EventSign | undefined;
	return sign ? { ...sign, reason: error.message, hint: error.description ?? '' } : null;
}

/** Whether to alert people: true unless the event of the error says otherwise. */
function needsPerson(error: Error): boolean {
	const { event } = error instanceof NodeOperationError ? error.context : {};
	return (event as EventSign | undefined)?.needsPerson ?? true;
}
