import { request } from 'node:http';

import type { Got } from './request';

export interface Slow {
	/** What came back, and after how many seconds. Rejects when the connection is lost without an answer. */
	answered: Promise<Got & { seconds: number }>;
	hangUp(): void;
}

/**
 * Sends a delivery a byte or some at a time.
 * @param body undefined for one that never ends
 * @param pauseMs between two pieces
 */
export function sendSlowly(
	url: string,
	headers: Record<string, string>,
	body: Buffer | undefined,
	pauseMs: number,
): Slow {
	const startedAt = performance.now();
	const sent = request(url, { method: 'POST', headers, agent: false });
	const pieces = body ? Math.min(body.length, 20) : Infinity;
	const length = body ? Math.ceil(body.length / pieces) : 1;
	let piece = 0;
	const timer = setInterval(() => {
		const from = length * piece++;
		sent.write(body ? body.subarray(from, from + length) : ' ');
		if (piece < pieces) return;
		clearInterval(timer);
		sent.end();
	}, pauseMs);
	const answered = new Promise<Got & { seconds: number }>((resolve, reject) => {
		sent.on('error', reject);
		sent.on('response', (answer) => {
			clearInterval(timer);
			let text = '';
			answer.setEncoding('utf8').on('data', (part: string) => (text += part));
			answer.on('error', reject);
			answer.on('end', () => {
				const seconds = (performance.now() - startedAt) / 1000;
				sent.destroy();
				resolve({ status: answer.statusCode ?? 0, text, seconds });
			});
		});
	}).finally(() => clearInterval(timer));
	answered.catch(() => {});
	return { answered, hangUp: () => sent.destroy() };
}
