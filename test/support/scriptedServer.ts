import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface Asked {
	method: string;
	/** Path with query. */
	path: string;
	headers: IncomingMessage['headers'];
	body: unknown;
}

/** What to answer: JSON, a text as it is, or a connection that breaks without an answer. */
export interface Scripted {
	status?: number;
	headers?: Record<string, string>;
	json?: unknown;
	text?: string;
	breaks?: boolean;
}

export interface ScriptedServer {
	url: string;
	asked: Asked[];
	stop(): Promise<void>;
}

/** An HTTP server that answers as its script says, and remembers what it was asked. */
export async function scriptedServer(
	answerTo: (asked: Asked, count: number) => Scripted,
): Promise<ScriptedServer> {
	const asked: Asked[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const text = Buffer.concat(chunks).toString('utf8');
			const one = {
				method: request.method ?? '',
				path: request.url ?? '',
				headers: request.headers,
				body: text ? (JSON.parse(text) as unknown) : undefined,
			};
			asked.push(one);
			const { status = 200, headers = {}, json, text: plain, breaks } = answerTo(one, asked.length);
			if (breaks) {
				request.socket.destroy();
				return;
			}
			const type = plain === undefined ? 'application/json; charset=utf-8' : 'text/html';
			response.writeHead(status, { 'content-type': type, ...headers });
			response.end(plain ?? JSON.stringify(json));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		asked,
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** An answer of success with this data. */
export const success = (data: unknown): Scripted => ({ json: { status: 'success', data } });
