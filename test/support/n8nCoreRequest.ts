import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { parse } from 'node:querystring';

/** What n8n adds to Node's request, so that a node's `webhook()` finds what it would find there. */
export type Request = IncomingMessage & {
	contentType: string | undefined;
	body: unknown;
	rawBody?: Buffer;
	readRawBody(): Promise<void>;
};

export type Response = ServerResponse & {
	status(code: number): Response;
	json(body: unknown): Response;
	send(text: string): Response;
	redirect(code: number, address: string): Response;
};

const parsers: Record<string, (text: string) => unknown> = {
	'application/json': JSON.parse,
	'application/x-www-form-urlencoded': parse,
	'text/plain': String,
};

/** n8n's middleware (dist/middlewares/body-parser.js): other content types are read only when a node asks. */
export async function asInN8n(message: IncomingMessage, maxBytes: number): Promise<Request> {
	const request = Object.assign(message, {
		contentType: message.headers['content-type']?.split(';')[0],
		body: undefined,
		readRawBody: async () => {
			if (request.rawBody) return;
			if (!request.readable) throw new Error('Request body stream was aborted or is not readable');
			const bytes = await buffer(request);
			if (bytes.length > maxBytes) {
				throw Object.assign(new Error('request entity too large'), { type: 'entity.too.large' });
			}
			request.rawBody = bytes;
		},
	}) as unknown as Request;
	if (request.contentType === 'multipart/form-data') {
		await buffer(request);
		request.body = { data: {}, files: {} };
		return request;
	}
	const parser = parsers[request.contentType ?? ''];
	if (!parser) return request;
	await request.readRawBody();
	if (request.rawBody?.length) request.body = parser(request.rawBody.toString());
	request.body ??= {};
	return request;
}

/** The methods of Express that n8n's nodes use. */
export function asInExpress(plain: ServerResponse): Response {
	const response = Object.assign(plain, {
		status(code: number) {
			response.statusCode = code;
			return response;
		},
		json(body: unknown) {
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify(body));
			return response;
		},
		send(text: string) {
			response.end(text);
			return response;
		},
		redirect(code: number, address: string) {
			response.writeHead(code, { location: address });
			response.end();
			return response;
		},
	}) as Response;
	return response;
}
