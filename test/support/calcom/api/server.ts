import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Refused } from '../model';
import type { School } from '../school';
import { type ApiAnswer, type ApiRequest, refusal, throttled } from './answer';
import { credentialsOf } from './auth';
import { Limiter, type Limits } from './limiter';
import { html, MischiefMaker, sendBody, type Trick, withUnknownField } from './mischief';
import { answerTo, GatewayTimeout, type RouteSwitches } from './routes';

export interface ServerSwitches extends RouteSwitches {
	/** There is no API v2 here: every path answers the website's 404 page. */
	noApi: boolean;
	/** A self-hosted server without a licence refuses every key. */
	licensed: boolean;
}

/** A request that the server got. */
export interface Seen {
	method: string;
	url: string;
	/** Username of the key's owner. */
	as: string | null;
	status: number | null;
}

export class ApiServer {
	readonly seen: Seen[] = [];
	readonly mischief = new MischiefMaker();
	private readonly limiter: Limiter;
	private readonly server: Server;

	constructor(
		private readonly school: School,
		readonly switches: ServerSwitches,
		limits: Limits,
	) {
		this.limiter = new Limiter(limits, school.clock);
		this.server = createServer((request, response) => void this.handle(request, response));
	}

	/** @returns its address, without a path */
	async listen(): Promise<string> {
		await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((done) => this.server.close(done));
	}

	private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const text = Buffer.concat((await request.toArray()) as Buffer[]).toString();
		const { method = 'GET', url = '/' } = request;
		const seen: Seen = { method, url, as: null, status: null };
		this.seen.push(seen);
		const { pathname, searchParams: query } = new URL(url, 'http://localhost');
		const path = /^(?:\/api)?\/v2(\/.*?)\/?$/.exec(pathname)?.[1];
		if (this.switches.noApi) return this.page(response, seen, 404);
		if (pathname === '/health') return void response.end('OK');
		const version = String(request.headers['cal-api-version'] ?? '') || undefined;
		const base = { method, path: path ?? '', url, query, version, viewer: null };
		const trick = this.mischief.trickFor({ ...base, body: {} });
		if (await this.plays(trick, response, seen)) return;
		if (trick === 'repeatPage') for (const name of ['skip', 'cursor']) query.delete(name);
		try {
			const { authorization } = request.headers;
			const answer = await this.answer({ ...base, body: {} }, path, text, authorization, seen);
			if (trick === 'drop') return void response.destroy();
			this.send(response, answer, seen, trick);
		} catch (error) {
			if (!(error instanceof GatewayTimeout)) throw error;
			await sleep(this.switches.cursorTimeoutMs ?? 0, undefined, { ref: false });
			this.page(response, seen, 524);
		}
	}

	/** @returns whether the trick was the answer */
	private async plays(trick: Trick | null, response: ServerResponse, seen: Seen): Promise<boolean> {
		if (trick === 'hang') return true;
		if (trick === 'refuse') response.destroy();
		if (trick === 'html502') this.page(response, seen, 502);
		if (trick === 'html524') this.page(response, seen, 524);
		if (trick === 'tooMany')
			this.send(response, throttled(seen.url, this.school.clock()), seen, null);
		if (typeof trick === 'object' && trick && 'play' in trick) await trick.play();
		const answered = typeof trick === 'object' && trick && 'answer' in trick;
		if (answered) this.send(response, trick.answer, seen, null);
		const ends = ['refuse', 'html502', 'html524', 'tooMany'];
		return Boolean(answered) || (typeof trick === 'string' && ends.includes(trick));
	}

	private async answer(
		request: ApiRequest,
		path: string | undefined,
		text: string,
		authorization: string | undefined,
		seen: Seen,
	): Promise<ApiAnswer> {
		const { url, method } = request;
		let headers: Record<string, string> = {};
		try {
			const body = parse(text);
			const who = credentialsOf(this.school, authorization, this.switches.licensed);
			seen.as = who.viewer?.username ?? null;
			const counted = this.limiter.count(who.tracker, who.limit);
			if (!counted.allowed)
				return { ...throttled(url, this.school.clock()), headers: counted.headers };
			headers = counted.headers;
			if (who.refused) throw who.refused;
			const { viewer } = who;
			const found =
				path && (await answerTo(this.school, { ...request, body, viewer }, this.switches));
			if (found) return { ...found, headers };
			headers = {};
			throw new Refused(404, `Cannot ${method} ${url.split('?')[0]}`);
		} catch (error) {
			if (!(error instanceof Refused)) throw error;
			return { ...refusal(error, url, this.school.clock()), headers };
		}
	}

	private send(response: ServerResponse, answer: ApiAnswer, seen: Seen, trick: Trick | null): void {
		seen.status = answer.status;
		response.statusCode = answer.status;
		response.setHeader('content-type', 'application/json; charset=utf-8');
		response.setHeader('x-request-id', randomUUID());
		for (const [name, value] of Object.entries(answer.headers ?? {}))
			response.setHeader(name, value);
		const body = trick === 'unknownField' ? withUnknownField(answer.body) : answer.body;
		sendBody(response, JSON.stringify(body), trick);
	}

	private page(response: ServerResponse, seen: Seen, status: number): void {
		seen.status = status;
		response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html(status));
	}
}

/** @throws {Refused} 400 with the parser's own words */
function parse(text: string): Record<string, unknown> {
	if (text === '') return {};
	try {
		return JSON.parse(text) as Record<string, unknown>;
	} catch (error) {
		throw new Refused(400, (error as Error).message);
	}
}
