import { erasedReason } from '../../domain/erased/erasures';
import { isReader } from '../../domain/event';
import type { ListedEvent } from '../../db/repositories/deskLists';
import { answers } from '../answers';

/**
 * What the delivery that started an event was answered: `none` for an event that was read from
 * Cal.com, `open` while it may still be answered, `unknown` after the event was run again.
 */
export type AnswerGiven =
	| { kind: 'none' | 'open' | 'unknown' }
	/** One of these, each as code and status; only one where the row leaves no other. */
	| { kind: 'given'; oneOf: string[] };

/**
 * Tells the answer from the row of an event. Answers are not stored: whether the trigger answered
 * _Immediately_, and what an erased event was answered, can't be told.
 */
export function answerGiven({
	source,
	status,
	attempts,
	error_message: reason,
}: Pick<ListedEvent, 'source' | 'status' | 'attempts' | 'error_message'>): AnswerGiven {
	if (isReader(source)) return { kind: 'none' };
	if (source !== 'webhook' || reason === erasedReason) return { kind: 'unknown' };
	switch (status) {
		case 'ignored':
			return given('ignored');
		case 'received':
		case 'processing':
			return { kind: 'open' };
		case 'processed':
			return attempts > 1 ? given('failed', 'accepted') : given('processed', 'accepted');
		case 'failed':
		case 'quarantined':
			return attempts === 0 ? given('unprocessable') : given('failed', 'accepted');
		default:
			return { kind: 'unknown' };
	}
}

function given(...names: Array<keyof typeof answers>): AnswerGiven {
	const oneOf = names.map((name) => `${answers[name].code} ${answers[name].status}`);
	return { kind: 'given', oneOf };
}
