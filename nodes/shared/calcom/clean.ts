import { isRecord } from '../domain/text';

const removed = '[removed]';
const tooDeep = '[nested too deeply]';
const maxDepth = 100;
const maxBytes = 1024 * 1024;

/** Passwords, tokens, and links that open something for whoever holds them. */
const credential =
	/password|passcode|secret|token|^pwd$|^connectAndJoinUrl$|^hashedLink$|^downloadLinks?$/i;

type Shorten = (text: string) => string;

function copy(value: unknown, depth: number, shorten: Shorten): unknown {
	if (typeof value === 'string') return shorten(value);
	if (typeof value !== 'object' || value === null) return value;
	if (depth >= maxDepth) return tooDeep;
	if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1, shorten));
	// Object.fromEntries, because assigning to a key '__proto__' would set the prototype.
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => {
			const redact = credential.test(key) && item !== null;
			return [key, redact ? removed : copy(item, depth + 1, shorten)];
		}),
	);
}

/**
 * A copy of a parsed body without credentials: their values are '[removed]' at any depth (null stays
 * null). What is nested deeper than 100 levels is cut off. Never throws; cleaning twice changes nothing.
 * @param body parsed JSON
 */
export function cleanPayload(body: unknown): unknown {
	return copy(body, 0, (text) => text);
}

/** `"password": "…"`, `token=…` and the like, where there is no JSON to tell names from values. */
const credentialInText =
	/((?:password|passcode|secret|token|\bpwd|connectAndJoinUrl|hashedLink|downloadLinks?)[\w-]{0,64}["']?\s{0,8}[:=]\s{0,8})("(?:[^"\\]|\\.)*"?|[^\s,;&}\]]+)/gi;

/** A body that could not be parsed, without what looks like credentials. */
export function cleanText(text: string): string {
	return text.replace(credentialInText, `$1${removed}`);
}

/**
 * The cleaned body as JSON of at most 1 MiB. A body that is larger keeps its shape with texts cut to
 * 1000 characters; if that is not enough, only its event, times and uids are left.
 */
export function cleanedJson(body: unknown): string {
	const fits = (json: string): boolean => Buffer.byteLength(json) <= maxBytes;
	const whole = JSON.stringify(cleanPayload(body)) ?? 'null';
	if (fits(whole)) return whole;
	const shortened = JSON.stringify(copy(body, 0, (text) => text.slice(0, 1000)));
	if (fits(shortened)) return shortened;
	return JSON.stringify({
		...essentials(cleanPayload(body)),
		cut: 'The body was larger than 1 MiB.',
	});
}

function essentials(body: unknown): Record<string, unknown> {
	if (!isRecord(body)) return {};
	const names = ['triggerEvent', 'createdAt', 'uid', 'bookingUid', 'startTime', 'endTime'];
	const kept = names
		.filter((name) => typeof body[name] === 'string' || typeof body[name] === 'number')
		.map((name) => [name, String(body[name]).slice(0, 1000)]);
	const payload = isRecord(body['payload']) ? { payload: essentials(body['payload']) } : {};
	return { ...Object.fromEntries(kept), ...payload };
}
