import type { Logger } from 'n8n-workflow';

import { refusals } from '../../core/services/health';
import type { Refused } from '../../core/services/reception';
import { RefusalLog } from './refusalLog';

const log = new RefusalLog();
let summary: NodeJS.Timeout | undefined;

/** Counts a refusal, and says so in n8n's log, as far as that is not full of them. */
export function noteRefusal(logger: Logger, { refused, log: line }: Refused): void {
	refusals.count += 1;
	const now = Date.now();
	for (const text of log.add(refused, line, now)) logger.warn(text);
	if (summary || log.dueAt === null) return;
	summary = setTimeout(() => {
		summary = undefined;
		for (const text of log.sumUp()) logger.warn(text);
	}, log.dueAt - now);
	summary.unref();
}
