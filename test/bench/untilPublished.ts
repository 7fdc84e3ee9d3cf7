import { setTimeout as wait } from 'node:timers/promises';
import { BenchError } from './benchError';

/** Waits until n8n serves a webhook: before, it answers 404. The body is unsigned: nobody keeps it. */
export async function untilPublished(url: string, signal: AbortSignal): Promise<void> {
	const deadline = Date.now() + 60_000;
	for (;;) {
		const answer = await fetch(url, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', 'X-Cal-Signature-256': '0' },
			body: '{}',
			signal,
		});
		await answer.text();
		if (answer.status !== 404) return;
		if (Date.now() > deadline) throw new BenchError(`n8n does not serve ${url}.`);
		await wait(300, undefined, { signal });
	}
}
