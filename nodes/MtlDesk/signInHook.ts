import { type IncomingMessage, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { defaultPath, pathKey } from './path';

/** A user of n8n, as n8n's own check names them. */
export interface SignedIn {
	id: string;
	email: string;
	firstName: string;
	lastName: string;
}

export type SignIn =
	| { kind: 'signed-in'; user: SignedIn; isOwner: boolean }
	/** No session, or a session that n8n does not accept. */
	| { kind: 'nobody' }
	/** The hook is not there, or n8n's check did not answer as expected. */
	| { kind: 'not-set-up' };

/** n8n's own store of users, as its hooks get it. */
export interface UserStore {
	findOne(options: object): Promise<{ role?: { slug?: string } } | null>;
}

interface Shared {
	paths: Set<string>;
	/** The session of a request to the desk; n8n removes it from the request itself. */
	sessions: WeakMap<IncomingMessage, string>;
	/** Whether n8n lets this session in; null if that is not known. */
	isAccepted: ((session: string) => Promise<boolean | null>) | null;
	isOwner: ((id: string) => Promise<boolean>) | null;
}

/** Of the whole process: n8n loads the hook and the nodes from two bundles. */
const shared = sharedState();

function sharedState(): Shared {
	const all = globalThis as { [name: symbol]: Shared | undefined };
	return (all[Symbol.for('n8n-nodes-mtl.signInHook')] ??= {
		paths: new Set([defaultPath]),
		sessions: new WeakMap(),
		isAccepted: null,
		isOwner: null,
	});
}

/** Adds the path of a desk in this process. */
export function addDeskPath(path: string): void {
	shared.paths.add(pathKey(path));
}

const cookieName = 'n8n-auth';

function sessionIn(header: string | undefined): string | null {
	return /(?:^|;\s*)n8n-auth=([^;\s]+)/.exec(header ?? '')?.[1] ?? null;
}

function isForDesk({ method = '', url = '' }: IncomingMessage, endpoint: string): boolean {
	if (method !== 'GET' && method !== 'POST') return false;
	try {
		const path = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '').toLowerCase();
		const prefix = `/${endpoint}/`.toLowerCase();
		return path.startsWith(prefix) && shared.paths.has(pathKey(path.slice(prefix.length)));
	} catch {
		return false;
	}
}

/** What n8n's server says about itself. */
export interface Served {
	endpointWebhook: string;
	/** N8N_ENDPOINT_REST. */
	restEndpoint: string;
	/** Whether n8n itself serves TLS. */
	isTls: boolean;
}

/**
 * Lets the desk ask n8n who has opened it.
 *
 * n8n 2.41 removes its session cookie from requests before it calls a node that is not its own
 * (dist/webhooks/webhook-request-sanitizer.js), so that no such node can take over a session. The
 * Form Trigger's sign-in exists for n8n's own nodes only. This stays so: the node gets a request
 * without the cookie. This file keeps the cookie of requests to the desk for as long as they last,
 * gives it to nothing but n8n's own checks, and tells the node only who it is.
 *
 * @param server n8n's server, before it handles a request
 */
export function keepSessions(server: Server, served: Served, users: UserStore | undefined): void {
	shared.isAccepted = served.isTls
		? null
		: async (session) => await isAccepted(server, served.restEndpoint, session);
	shared.isOwner = async (id) => {
		const user = await users?.findOne({ where: { id }, relations: ['role'] });
		return user?.role?.slug === 'global:owner';
	};
	server.prependListener('request', (request: IncomingMessage) => {
		const session = isForDesk(request, served.endpointWebhook) && sessionIn(request.headers.cookie);
		if (session) shared.sessions.set(request, session);
	});
}

/**
 * Whether n8n accepts a session, by all of its rules: expired, signed out, disabled user, changed
 * password, second factor. A request without an id to the address that serves files is answered
 * 400 with a valid session and 401 without, and n8n does not expect the header there that only its
 * editor sends (dist/auth/auth.service.js, `skipBrowserIdCheckEndpoints`).
 */
async function isAccepted(server: Server, rest: string, session: string): Promise<boolean | null> {
	const address = server.address() as AddressInfo | string | null;
	if (address === null || typeof address === 'string') return null;
	const host = ['::', '0.0.0.0'].includes(address.address) ? '127.0.0.1' : address.address;
	const status = await new Promise<number>((resolve) => {
		const asked = ask({
			host,
			port: address.port,
			path: `/${rest}/binary-data/`,
			headers: { cookie: `${cookieName}=${session}` },
			agent: false,
			timeout: 10_000,
		});
		asked.on('response', (response) => {
			response.resume();
			resolve(response.statusCode ?? 0);
		});
		asked.on('timeout', () => asked.destroy(new Error('timeout')));
		asked.on('error', () => resolve(0));
		asked.end();
	});
	if (status === 400) return true;
	return status === 401 ? false : null;
}

/**
 * Who has opened the desk.
 *
 * @param validate n8n's own `validateCookieAuth`
 */
export async function signInOf(
	request: IncomingMessage,
	validate: (session: string) => Promise<SignedIn>,
): Promise<SignIn> {
	if (!shared.isAccepted || !shared.isOwner) return { kind: 'not-set-up' };
	const session = shared.sessions.get(request);
	if (!session) return { kind: 'nobody' };
	const accepted = await shared.isAccepted(session);
	if (accepted === null) return { kind: 'not-set-up' };
	if (!accepted) return { kind: 'nobody' };
	try {
		const { id, email, firstName, lastName } = await validate(session);
		const user = { id, email, firstName, lastName };
		return { kind: 'signed-in', user, isOwner: await shared.isOwner(id) };
	} catch {
		return { kind: 'nobody' };
	}
}
