import { Agent } from 'node:http';

import { sign } from '../../nodes/core/calcom/signature';
import { newUid } from '../../runner/send/sentBookings';
import { type BadRequest, badRequests } from './badRequests';
import { variant } from './events';
import { send } from './request';

export interface FloodOptions {
	webhookUrl: string;
	secret: string;
	/** Bad requests. */
	count: number;
	/** Requests in progress at any moment. */
	atOnce?: number;
	/** Bad requests for each good one among them. */
	goodEvery?: number;
}

export interface FloodResult {
	/** Reason → refusals with the right answer. */
	refused: Record<string, number>;
	/** The first twenty wrong answers. */
	wrongAnswers: string[];
	goodSent: number;
	goodProcessed: number;
	slowestGoodMs: number;
	elapsedMs: number;
}

/** A booking not delivered before. */
function newBooking(): string {
	const uid = newUid();
	const attendees = [{ name: 'Sample Person', email: `${uid.toLowerCase()}@example.com` }];
	return JSON.stringify(
		variant('booking_created.basic', new Date().toISOString(), { uid, attendees, responses: {} }),
	);
}

/** Large requests once in a hundred, the others in turn. */
function* inTurn(all: BadRequest[]): Generator<BadRequest, never> {
	const large = all.filter(({ body }) => body.length > 50_000);
	const small = all.filter((one) => !large.includes(one));
	for (let i = 0; ; i++) {
		const list = i % 100 < large.length ? large : small;
		yield list[i % list.length] ?? (all[0] as BadRequest);
	}
}

/**
 * Consecutive bad requests of every kind, with good deliveries in between. Each answer is checked.
 */
export async function flood(options: FloodOptions): Promise<FloodResult> {
	const { webhookUrl, secret, count, atOnce = 8, goodEvery = 50 } = options;
	const result: FloodResult = {
		...{ refused: {}, wrongAnswers: [], goodSent: 0, goodProcessed: 0 },
		...{ slowestGoodMs: 0, elapsedMs: 0 },
	};
	const wrong = (line: string) => {
		if (result.wrongAnswers.length < 20) result.wrongAnswers.push(line);
	};
	const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
	const good = async () => {
		const body = newBooking();
		const headers = {
			'Content-Type': 'application/json',
			'X-Cal-Signature-256': sign(body, secret),
		};
		const sentAt = performance.now();
		result.goodSent += 1;
		const { status, text } = await send(webhookUrl, { headers, body, agent });
		result.slowestGoodMs = Math.max(result.slowestGoodMs, performance.now() - sentAt);
		if (status === 200 && text.startsWith('{"status":"processed"')) result.goodProcessed += 1;
		else wrong(`a good one: ${status} ${text}`);
	};
	const bad = async ({ name, status, reason, headers, body }: BadRequest) => {
		const got = await send(webhookUrl, { headers, body, agent });
		const expected = `{"status":"rejected","reason":"${reason}","message":`;
		if (got.status !== status || !got.text.startsWith(expected))
			wrong(`${name}: ${got.status} ${got.text}`);
		else result.refused[reason] = (result.refused[reason] ?? 0) + 1;
	};
	const requests = inTurn(badRequests(newBooking(), secret));
	const numbers = Array.from({ length: count }).keys();
	const worker = async () => {
		for (const i of numbers) {
			if (i % goodEvery === 0) await good();
			await bad(requests.next().value).catch((error: unknown) => wrong(String(error)));
		}
	};
	const startedAt = performance.now();
	try {
		await Promise.all(Array.from({ length: atOnce }, worker));
	} finally {
		agent.destroy();
	}
	return { ...result, elapsedMs: performance.now() - startedAt };
}
