import { Agent, request } from 'node:http';
import type { Delivery } from './bookings';
import type { Subject } from './subjects';
import { BenchError } from './benchError';

/** What sending some deliveries took. */
export interface Load {
	/** From the first byte sent to the last answer, in milliseconds. */
	elapsedMs: number;
	/** Of each request, in milliseconds. */
	durationsMs: number[];
}

const timeoutMs = 60_000;

/**
 * Sends every delivery once, `atOnce` at a time over as many kept connections. Throws BenchError
 * when the subject gives the wrong answer.
 *
 * @param isDone waits until what the delivery starts has ended
 */
export async function sendAll(
	subject: Pick<Subject, 'name' | 'url' | 'status' | 'answer'>,
	deliveries: readonly Delivery[],
	atOnce: number,
	signal: AbortSignal,
	isDone: (delivery: Delivery) => Promise<void> = async () => {},
): Promise<Load> {
	const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
	const waiting = deliveries.values();
	const durationsMs: number[] = [];
	const worker = async () => {
		for (const delivery of waiting) {
			const sentAt = performance.now();
			const { status, text } = await post(subject.url, delivery, agent, signal);
			if (status !== subject.status || !text.includes(subject.answer)) {
				throw new BenchError(
					`The workflow "${subject.name}" answered ${status} ${text.slice(0, 300)}`,
				);
			}
			await isDone(delivery);
			durationsMs.push(performance.now() - sentAt);
		}
	};
	const startedAt = performance.now();
	try {
		await Promise.all(Array.from({ length: atOnce }, worker));
		return { elapsedMs: performance.now() - startedAt, durationsMs };
	} finally {
		agent.destroy();
	}
}

/** POSTs one delivery over a connection of the agent. */
export async function post(
	url: string,
	{ body, signature }: Delivery,
	agent: Agent,
	signal: AbortSignal,
): Promise<{ status: number; text: string }> {
	const headers = {
		'Content-Type': 'application/json',
		'Content-Length': body.length,
		'X-Cal-Signature-256': signature,
		'X-Cal-Webhook-Version': '2021-10-20',
	};
	return await new Promise((resolve, reject) => {
		const sent = request(url, { method: 'POST', agent, headers, signal, timeout: timeoutMs });
		sent.on('timeout', () =>
			sent.destroy(new BenchError(`${url} did not answer within a minute.`)),
		);
		sent.on('error', reject);
		sent.on('response', (answer) => {
			const parts: Buffer[] = [];
			answer.on('data', (part: Buffer) => parts.push(part));
			answer.on('error', reject);
			answer.on('end', () =>
				resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
			);
		});
		sent.end(body);
	});
}
