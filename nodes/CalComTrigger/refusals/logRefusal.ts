import type { Logger } from 'n8n-workflow';

import type { Refused } from '../../core/services/reception';
import { RefusalLog } from './refusalLog';

const log = new RefusalLog();
let refused = 0;
let summary: NodeJS.Timeout | undefined;

/** Counted in this process since it started; n8n's webhook processes each count their own. */
export function refusedSinceStart(): number {
	return refused;
}

/** Counts a refusal, and says so in n8n's log, as far as that is not full of them. */
export function noteRefusal(logger: Logger, { refused: reason, log: line }: Refused): void {
	refused += 1;
	const now = Date.now();
	for (const text of log.add(reason, line, now)) logger.warn(text);
	if (summary || log.dueAt === null) return;
	summary = setTimeout(() => {
		summary = undefined;
		for (const text of log.sumUp()) logger.warn(text);
	}, log.dueAt - now);
	summary.unref();
}
