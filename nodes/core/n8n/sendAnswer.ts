import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { answer } from '../services/answers';
import type { Answer } from '../services/reception';
import type { MtlItem } from './item';
import { batchOf } from './sharing/batch';

/** Runs of steps that have answered Cal.com. An execution has one answer to give. */
const answered = new WeakSet<IExecuteFunctions>();

/**
 * Answers the request that the item came with, unless it has its answer: in a shared execution its own,
 * else the request that started the execution.
 */
export async function sendAnswer(
	functions: IExecuteFunctions,
	{ answered: isAnswered, answerTo }: Pick<MtlItem, 'answered' | 'answerTo'>,
	given: Answer,
): Promise<void> {
	if (answerTo !== undefined) return batchOf(answerTo)?.settle(answerTo, given);
	if (isAnswered || answered.has(functions)) return;
	answered.add(functions);
	await functions.sendResponse({ statusCode: given.status, headers: {}, body: given.body });
}

/**
 * Runs `work` on an item. If it is not done when Cal.com must get its answer, Cal.com is told that the
 * event is kept, the work goes on, and the later steps find the item answered.
 */
export async function answerInTime(
	functions: IExecuteFunctions,
	item: MtlItem,
	work: () => Promise<IDataObject | IDataObject[]>,
): Promise<IDataObject | IDataObject[]> {
	const { answered: isAnswered, answerBy, event } = item;
	if (isAnswered || answerBy === undefined) return await work();
	let isLate = false;
	const answerNow = () => {
		isLate = true;
		void sendAnswer(functions, item, answer('accepted', { event: event.id })).catch(() => {});
	};
	const timer = setTimeout(answerNow, Math.max(0, new Date(answerBy).getTime() - Date.now()));
	try {
		const result = await work();
		if (!isLate) return result;
		const marked = [result].flat().map((json) => ({ ...json, answered: true }));
		return Array.isArray(result) ? marked : (marked[0] ?? {});
	} finally {
		clearTimeout(timer);
	}
}
