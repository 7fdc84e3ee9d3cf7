import type { IncomingMessage, Server } from 'node:http';

import { defaultPath } from './path';

/** The paths of triggers in this process, without slashes at either end. */
const { paths } = sharedState();

/** Of the whole process: n8n loads the hook and the nodes from two bundles. */
function sharedState(): { paths: Set<string> } {
	const shared = globalThis as { [name: symbol]: { paths: Set<string> } | undefined };
	return (shared[Symbol.for('n8n-nodes-mtl.rawBodyHook')] ??= { paths: new Set([defaultPath]) });
}

/** Adds the path of a trigger, so that its deliveries arrive unchanged. */
export function addPath(path: string): void {
	paths.add(keyOf(path));
}

function keyOf(path: string): string {
	return path.replace(/^\/+|\/+$/g, '').toLowerCase();
}

/** Whether a request goes to a trigger. Like n8n's router, ignores case and a trailing slash. */
function isDelivery({ method, url = '' }: IncomingMessage, endpoint: string): boolean {
	if (method !== 'POST') return false;
	try {
		const path = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '').toLowerCase();
		const prefix = `/${endpoint}/`.toLowerCase();
		return path.startsWith(prefix) && paths.has(path.slice(prefix.length).replace(/\/$/, ''));
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
 * @param endpoint the first part of webhook addresses, as n8n routes it
 */
export function leaveDeliveriesUntouched(server: Server, endpoint: string): void {
	server.prependListener('request', (request: IncomingMessage) => {
		if (isDelivery(request, endpoint)) request.headers['content-type'] = 'application/octet-stream';
	});
}
