import type { ServerResponse } from 'node:http';

import type { ApiAnswer, ApiRequest } from './answer';

/** What a server or the network between may do to a request. */
export type Trick =
	/** The connection breaks before anything happens. */
	| 'refuse'
	/** It happens, then the connection breaks: no answer. */
	| 'drop'
	/** No answer, the connection stays open. */
	| 'hang'
	/** The proxy's page; nothing happens. */
	| 'html502'
	| 'html524'
	/** 429 without any header. */
	| 'tooMany'
	/** The answer ends in the middle. */
	| 'cut'
	/** The answer comes a few bytes at a time. */
	| 'drip'
	/** A list answers its first page again. */
	| 'repeatPage'
	/** Rows and answers have a field more. */
	| 'unknownField'
	/** Something happens in the school before the answer. */
	| { play: () => Promise<unknown> | unknown }
	/** Any other answer. */
	| { answer: ApiAnswer };

export interface Mischief {
	trick: Trick;
	method?: string;
	/** Of the path without its prefix, with the query: `/bookings?take=…`. */
	path?: RegExp;
	/** How many matching requests are let through first. */
	after?: number;
	/** How many requests it meets; one, unless given. */
	times?: number;
}

/** The tricks to play, in the order in which they were added. */
export class MischiefMaker {
	private rules: Array<Mischief & { left: number; waits: number }> = [];

	add(mischief: Mischief): void {
		const { times = 1, after = 0 } = mischief;
		this.rules.push({ ...mischief, left: times, waits: after });
	}

	clear(): void {
		this.rules = [];
	}

	trickFor({ method, path, query }: ApiRequest): Trick | null {
		const whole = `${path}?${query.toString()}`;
		for (const rule of this.rules) {
			const meets =
				rule.left > 0 &&
				(rule.method ?? method) === method &&
				(rule.path === undefined || rule.path.test(whole));
			if (!meets) continue;
			if (rule.waits-- > 0) continue;
			rule.left--;
			return rule.trick;
		}
		return null;
	}
}

export function html(status: number): string {
	const titles: Record<number, string> = { 502: 'Bad gateway', 524: 'A timeout occurred' };
	const title = `${status}: ${titles[status] ?? 'Not Found'}`;
	return `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body>${title}</body></html>\n`;
}

const dripBytes = 16;
const dripEveryMs = 20;

/** Sends an answer as the trick wants it. */
export function sendBody(response: ServerResponse, text: string, trick: Trick | null): void {
	if (trick === 'cut') {
		response.setHeader('content-length', Buffer.byteLength(text));
		response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy());
		return;
	}
	if (trick !== 'drip') {
		response.end(text);
		return;
	}
	let sent = 0;
	const timer = setInterval(() => {
		if (response.destroyed) return clearInterval(timer);
		response.write(text.slice(sent, sent + dripBytes));
		sent += dripBytes;
		if (sent < text.length) return;
		clearInterval(timer);
		response.end();
	}, dripEveryMs);
}

/** A newer server's fields, which a client does not know. */
export function withUnknownField(body: unknown): unknown {
	if (typeof body !== 'object' || body === null) return body;
	const added = { addedLater: { of: 'a newer server' } };
	const { data } = body as { data?: unknown };
	const grown = Array.isArray(data) ? data.map((row: object) => ({ ...row, ...added })) : data;
	return { ...body, ...added, ...(data !== undefined && { data: grown }) };
}
