import { setTimeout as sleep } from 'node:timers/promises';

import { isRecord } from '../../domain/values/text';
import { apiBase } from './baseUrl';
import { CalComApiError, foreignAnswer, noAnswer, refusalOf } from './refusal';

/** Cal.com allows 120 requests a minute for each key. */
const gapMs = 500;
const timeoutMs = 30_000;
/** After a fault of the server; a refusal is final. */
const pausesMs = [500, 1_000];
/** If Cal.com does not say how long, a limit ends after a minute. */
const limitMs = 60_000;
const longestLimitMs = 120_000;
/** How often a request is repeated that met a limit. */
const maxLimits = 3;

export interface ApiAccess {
	/** As typed in the credential. */
	baseUrl: string;
	key: string;
}

export interface ApiRequest {
	query?: Record<string, string | number | undefined>;
	body?: unknown;
	/** `cal-api-version`; unknown to some servers, so the form of the answer must be checked too. */
	version?: string;
}

/** Time, as far as the client needs it. */
export interface ApiClock {
	now(): number;
	sleep(ms: number): Promise<void>;
}

const realClock: ApiClock = {
	now: () => Date.now(),
	sleep: async (ms) => {
		await sleep(ms);
	},
};

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/**
 * A client for Cal.com's API v2 with one key. It paces its requests, obeys limits, and repeats a GET
 * after a fault; other requests are never repeated, because a request without an answer may have
 * taken effect.
 */
export class CalComApi {
	/** How many requests were sent. */
	requests = 0;

	/** The address before the paths, such as `https://api.cal.com/v2`. */
	readonly base: string;
	private readonly headers: Record<string, string>;
	private nextAt = 0;

	/** @throws {MtlError} `input` if the base URL is not a web address */
	constructor(
		{ baseUrl, key }: ApiAccess,
		private readonly clock: ApiClock = realClock,
	) {
		this.base = apiBase(baseUrl);
		this.headers = { Accept: 'application/json', Authorization: `Bearer ${key.trim()}` };
	}

	/**
	 * @returns the whole body of the answer
	 * @throws {CalComApiError}
	 */
	async get(path: string, request: ApiRequest = {}): Promise<Record<string, unknown>> {
		for (let tries = 0; ; tries++) {
			try {
				return await this.send('GET', path, request);
			} catch (error) {
				const pause = pausesMs[tries];
				const isAway = error instanceof CalComApiError && error.fault === 'away';
				if (!isAway || pause === undefined) throw error;
				await this.clock.sleep(pause);
			}
		}
	}

	/** @throws {CalComApiError}; with the fault `away` it may have taken effect */
	async post(path: string, body: unknown, version?: string): Promise<Record<string, unknown>> {
		return await this.send('POST', path, { body, ...(version ? { version } : {}) });
	}

	/** @throws {CalComApiError} */
	async patch(path: string, body: unknown): Promise<Record<string, unknown>> {
		return await this.send('PATCH', path, { body });
	}

	/** @throws {CalComApiError} */
	async remove(path: string): Promise<Record<string, unknown>> {
		return await this.send('DELETE', path, {});
	}

	private async send(method: Method, path: string, request: ApiRequest) {
		for (let limits = 0; ; limits++) {
			await this.pace();
			const { response, text } = await this.exchange(method, path, request);
			if (response.status !== 429 || limits >= maxLimits) return contentOf(response, text);
			this.nextAt = this.clock.now() + limitOf(response.headers);
		}
	}

	private async pace(): Promise<void> {
		const wait = this.nextAt - this.clock.now();
		this.nextAt = Math.max(this.nextAt, this.clock.now()) + gapMs;
		if (wait > 0) await this.clock.sleep(wait);
	}

	private async exchange(method: Method, path: string, { query, body, version }: ApiRequest) {
		this.requests += 1;
		try {
			const response = await fetch(`${this.base}${path}${searchOf(query)}`, {
				method,
				headers: {
					...this.headers,
					...(version ? { 'cal-api-version': version } : {}),
					...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
				},
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
				redirect: 'manual',
				signal: AbortSignal.timeout(timeoutMs),
			});
			return { response, text: await response.text() };
		} catch (error) {
			throw noAnswer(reasonOf(error), error);
		}
	}
}

function searchOf(query: ApiRequest['query']): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query ?? {})) {
		if (value !== undefined) search.set(name, String(value));
	}
	return search.size > 0 ? `?${search.toString()}` : '';
}

function contentOf(response: Response, text: string): Record<string, unknown> {
	const body = parsed(text);
	if (response.status >= 300 && response.status < 400) {
		throw foreignAnswer(`Cal.com's base URL redirects elsewhere (${response.status}).`);
	}
	if (!response.ok) throw refusalOf(response.status, body);
	// A body that was cut off is a fault of the connection; a page is a wrong address.
	if (body === undefined && isJson(response)) throw noAnswer('its answer was cut off', undefined);
	if (!isRecord(body) || body['status'] !== 'success') {
		throw foreignAnswer("The answer is not from Cal.com's API v2.");
	}
	return body;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function isJson({ headers }: Response): boolean {
	return headers.get('content-type')?.includes('json') ?? false;
}

/** How long to wait after a 429, in milliseconds: both headers count seconds. */
function limitOf(headers: Headers): number {
	const reset = [...headers].find(([name]) => name.startsWith('x-ratelimit-reset'))?.[1];
	const seconds = Number(headers.get('retry-after') ?? reset);
	return Number.isFinite(seconds) && seconds > 0
		? Math.min(seconds * 1000, longestLimitMs)
		: limitMs;
}

/** Why a connection gave no answer, without addresses. */
function reasonOf(error: unknown): string {
	if (error instanceof Error && error.name === 'TimeoutError')
		return `no answer within ${timeoutMs / 1000} s`;
	const cause = error instanceof Error ? error.cause : undefined;
	const code = isRecord(cause) ? cause['code'] : undefined;
	return typeof code === 'string' ? code : 'connection lost';
}
