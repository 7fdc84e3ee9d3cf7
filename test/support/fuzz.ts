import { Agent } from 'node:http';

import { sign } from '../../nodes/core/calcom/signature';
import { bodiesOf } from './fuzzed/bodies';
import { send, type Got } from './request';

export interface FuzzOptions {
	webhookUrl: string;
	secret: string;
	/** Deliveries, each with a body determined by `seed` and its number. */
	count: number;
	seed: number;
	atOnce?: number;
}

export interface FuzzResult {
	/** `200 processed`, `422 failed` and so on → deliveries. */
	byAnswer: Record<string, number>;
	/**
	 * The first twenty deliveries with a wrong answer for a signed delivery; they name the seed.
	 */
	wrong: string[];
}

const types = [
	'application/json',
	'application/json',
	'application/x-www-form-urlencoded',
	'text/plain',
	'',
];

const rightAnswers = [
	/^200 \{"status":"processed","event":\d+,/,
	/^200 \{"status":"duplicate","event":\d+\}$/,
	/^200 \{"status":"ignored","type":".*"\}$/s,
	/^200 \{"status":"pong"\}$/,
	/^422 \{"status":"failed","event":\d+,"reason":"[^"]{20,}\."\}$/,
];

/** Sends correctly signed deliveries with bodies of any kind, and checks each answer. */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
	const { webhookUrl, secret, count, seed, atOnce = 8 } = options;
	const result: FuzzResult = { byAnswer: {}, wrong: [] };
	const note = (number: number, body: Buffer, { status, text }: Got) => {
		const said = /^\{"status":"(\w+)"/.exec(text)?.[1] ?? 'something else';
		const answer = `${status} ${said}`;
		result.byAnswer[answer] = (result.byAnswer[answer] ?? 0) + 1;
		if (rightAnswers.some((one) => one.test(`${status} ${text}`)) || result.wrong.length >= 20)
			return;
		const sample = body.toString('utf8').slice(0, 400);
		result.wrong.push(
			`seed ${seed}, number ${number}: ${status} ${text.slice(0, 400)} to ${sample}`,
		);
	};
	const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
	const numbered = numberedBodies(seed, count);
	const worker = async () => {
		for (const [number, body] of numbered) {
			const type = types[number % types.length] ?? '';
			const headers = { 'Content-Type': type, 'X-Cal-Signature-256': sign(body, secret) };
			const got = await send(webhookUrl, { headers, body, agent }).catch((error: unknown) => ({
				...{ status: 0, text: String(error) },
			}));
			note(number, body, got);
		}
	};
	try {
		await Promise.all(Array.from({ length: atOnce }, worker));
	} finally {
		agent.destroy();
	}
	return result;
}

function* numberedBodies(seed: number, count: number): Generator<[number, Buffer]> {
	let number = 0;
	for (const body of bodiesOf(seed, count)) yield [number++, body];
}
