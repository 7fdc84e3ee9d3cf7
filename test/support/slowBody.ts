import { request } from 'node:http';

import type { Got } from './request';

export interface Slow {
	/**
	 * The answer, and the seconds until it arrived. Rejects if the connection is lost without an
	 * answer.
	 */
	answered: Promise<Got & { seconds: number }>;
	hangUp(): void;
}

/** A body in twenty pieces. */
export function* piecesOf(body: Buffer): Generator<Buffer> {
	const length = Math.ceil(body.length / 20);
	for (let from = 0; from < body.length; from += length) yield body.subarray(from, from + length);
}

/** A body that never ends. */
export function* forever(piece: Buffer): Generator<Buffer> {
	for (;;) yield piece;
}

/** Sends a delivery piece by piece, with a pause before each. */
export function sendSlowly(
	url: string,
	headers: Record<string, string>,
	pieces: Iterator<Buffer>,
	pauseMs: number,
): Slow {
	const startedAt = performance.now();
	const sent = request(url, { method: 'POST', headers, agent: false });
	const timer = setInterval(() => {
		const piece = pieces.next();
		if (!piece.done) sent.write(piece.value);
		else {
			clearInterval(timer);
			sent.end();
		}
	}, pauseMs);
	const answered = new Promise<Got & { seconds: number }>((resolve, reject) => {
		sent.on('error', reject);
		sent.on('response', (answer) => {
			let text = '';
			answer.setEncoding('utf8').on('data', (part: string) => (text += part));
			answer.on('error', reject);
			answer.on('end', () => {
				const seconds = (performance.now() - startedAt) / 1000;
				resolve({ status: answer.statusCode ?? 0, text, seconds });
			});
		});
	}).finally(() => {
		clearInterval(timer);
		sent.destroy();
	});
	answered.catch(() => {});
	return { answered, hangUp: () => sent.destroy() };
}
