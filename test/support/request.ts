import { type Agent, request } from 'node:http';

export interface Sent {
	method?: string;
	/** A list sends the header several times. */
	headers?: Record<string, string | string[]>;
	body?: Buffer | string;
	agent?: Agent;
}

export interface Got {
	status: number;
	text: string;
}

/** Node omits the length for methods that usually have no body. */
function lengthOf({ headers = {}, body }: Sent): Record<string, number> {
	if (body === undefined || 'Transfer-Encoding' in headers) return {};
	return { 'Content-Length': Buffer.byteLength(body) };
}

/**
 * Sends a request exactly as told: no header is added that HTTP does not need. Rejects without an
 * answer within a minute.
 */
export async function send(url: string, what: Sent): Promise<Got> {
	const { method = 'POST', body, agent } = what;
	const headers = { ...lengthOf(what), ...what.headers };
	return await new Promise((resolve, reject) => {
		const sent = request(url, { method, headers, agent, timeout: 60_000 }, (answer) => {
			const parts: Buffer[] = [];
			answer.on('data', (part: Buffer) => parts.push(part));
			answer.on('error', reject);
			answer.on('end', () => {
				resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') });
			});
		});
		sent.on('timeout', () => sent.destroy(new Error(`${url} did not answer within a minute.`)));
		sent.on('error', reject);
		sent.end(body);
	});
}
