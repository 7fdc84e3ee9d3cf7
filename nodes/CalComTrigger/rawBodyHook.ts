import type { IncomingMessage, Server } from 'node:http';

import { defaultPath } from './path';

/** Whether a request goes to the trigger, as n8n's router sees it: capitals and a last slash don't count. */
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
 * Lets deliveries reach the trigger as the bytes that were sent.
 *
 * n8n 2.41 parses the body of a webhook by its Content-Type before it calls the node, and answers what
 * it can't parse by itself: 422 to invalid JSON, 500 to broken gzip or more than 16 MiB, and a line in its log
 * each time. Only a node of version 1 can opt out, by an expression that costs each request an isolate, a third
 * of the speed (dist/webhooks/webhook-helpers.js, `parseRequestBody`). But it parses no content type that it
 * does not know, so a delivery is given one. The trigger never asks for it: it tries JSON.
 *
 * @param server n8n's, before it handles a request
 * @param endpoint first part of webhook addresses: N8N_ENDPOINT_WEBHOOK
 */
export function leaveDeliveriesUntouched(server: Server, endpoint: string): void {
	server.prependListener('request', (request: IncomingMessage) => {
		if (isDelivery(request, endpoint)) request.headers['content-type'] = 'application/octet-stream';
	});
}
