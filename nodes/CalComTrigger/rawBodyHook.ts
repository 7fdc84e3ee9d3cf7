import type { IncomingMessage, Server } from 'node:http';

import { defaultPath } from './path';

/** Whether a request goes to the trigger. Like n8n's router, ignores case and a trailing slash. */
function isDelivery({ method, url = '' }: IncomingMessage, endpoint: string): boolean {
	if (method !== 'POST') return false;
	try {
		const path = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '');
		return path.replace(/\/$/, '').toLowerCase() === `/${endpoint}/${defaultPath}`.toLowerCase();
	} catch {
		return false;
	}
}

/**
 * Lets deliveries reach the trigger as the bytes sent.
 *
 * n8n 2.41 parses the body of a webhook by its Content-Type before it calls the node, and itself
 * answers requests that it can't parse: 422 for invalid JSON, 500 for broken gzip or more than 16
 * MiB, with a log line each time. Only a node of version 1 can opt out, by an expression that costs
 * each request an isolate, a third of the speed (dist/webhooks/webhook-helpers.js,
 * `parseRequestBody`). But n8n does not parse unknown content types, so deliveries are given one.
 * The trigger ignores the content type and always tries JSON.
 *
 * @param server n8n's server, before it handles a request
 * @param endpoint the first part of webhook addresses: N8N_ENDPOINT_WEBHOOK
 */
export function leaveDeliveriesUntouched(server: Server, endpoint: string): void {
	server.prependListener('request', (request: IncomingMessage) => {
		if (isDelivery(request, endpoint)) request.headers['content-type'] = 'application/octet-stream';
	});
}
