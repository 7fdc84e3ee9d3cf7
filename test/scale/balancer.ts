import { type IncomingMessage, request, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands in front of the webhook processors. */
export interface Balancer {
	url: string;
	close(): Promise<void>;
}

/**
 * Hands requests to the ports in turn, as a proxy does: the next port if a connection is refused, 502 if it breaks
 * later, because the request may have been read by then.
 */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
	let turn = 0;
	const server = createServer((incoming, outgoing) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const first = turn++;
			const order = ports.map((_, index) => ports[(first + index) % ports.length] ?? 0);
			passOn(incoming, Buffer.concat(chunks), outgoing, order);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function passOn(
	incoming: IncomingMessage,
	body: Buffer,
	outgoing: ServerResponse,
	[port, ...others]: number[],
): void {
	if (port === undefined) return void outgoing.writeHead(503).end();
	const { method, url: path, headers } = incoming;
	const options = { host: '127.0.0.1', port, method, path, headers, agent: false };
	const passed = request(options, (answer) => {
		outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
		answer.on('error', () => outgoing.destroy());
		answer.pipe(outgoing);
	});
	passed.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code === 'ECONNREFUSED') passOn(incoming, body, outgoing, others);
		else if (!outgoing.headersSent) outgoing.writeHead(502).end();
	});
	passed.end(body);
}
