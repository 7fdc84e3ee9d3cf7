import type { Logger } from 'n8n-workflow';

import type { Refusal } from '../../core/services/answers';
import type { Refused } from '../../core/services/reception';
import { RefusalLog } from './refusalLog';

const log = new RefusalLog();
let refused = 0;
const byReason = new Map<Refusal, number>();
let summary: NodeJS.Timeout | undefined;

/** Refusals in this process since it started; each of n8n's webhook processes counts its own. */
export function refusedSinceStart(): number {
	return refused;
}

/** The same by reason, most frequent first. */
export function refusalsByReason(): Array<[Refusal, number]> {
	return [...byReason].sort(([, one], [, other]) => other - one);
}

/** Counts a refusal and writes it to n8n's log, within the limits of `refusalLog`. */
export function noteRefusal(logger: Logger, { refused: reason, log: line }: Refused): void {
	refused += 1;
	byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
	const now = Date.now();
	for (const text of log.add(reason, line, now)) logger.warn(text);
	if (summary || log.dueAt === null) return;
	summary = setTimeout(() => {
		summary = undefined;
		for (const text of log.sumUp()) logger.warn(text);
	}, log.dueAt - now);
	summary.unref();
}
