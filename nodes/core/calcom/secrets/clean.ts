import { isRecord } from '../../domain/values/text';
import { removed } from './cleanText';
import { credentialName } from './names';

export { cleanText } from './cleanText';

const tooDeep = '[nested too deeply]';
const maxDepth = 100;
const maxBytes = 1024 * 1024;

type Shorten = (text: string) => string;

function copy(value: unknown, depth: number, shorten: Shorten): unknown {
	if (typeof value === 'string') return shorten(cleanEmbedded(value, depth));
	if (typeof value !== 'object' || value === null) return value;
	if (depth >= maxDepth) return tooDeep;
	if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1, shorten));
	// Object.fromEntries, because assigning to a key '__proto__' would set the prototype.
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => {
			const redact = credentialName.test(key) && item !== null;
			return [key, redact ? removed : copy(item, depth + 1, shorten)];
		}),
	);
}

/** Cal.com's metadata holds only strings, so apps store JSON in them. */
function cleanEmbedded(text: string, depth: number): string {
	if (!/^\s*[{[]/.test(text)) return text;
	try {
		const value: unknown = JSON.parse(text);
		const cleaned = JSON.stringify(copy(value, depth + 1, (inner) => inner));
		return cleaned === JSON.stringify(value) ? text : cleaned;
	} catch {
		return text;
	}
}

/**
 * A copy of a parsed body without credentials: their values are '[removed]' at any depth (null
 * stays null). Anything nested deeper than 100 levels is cut off. Never throws; cleaning twice
 * changes nothing.
 * @param body parsed JSON
 */
export function cleanPayload(body: unknown): unknown {
	return copy(body, 0, (text) => text);
}

/**
 * The cleaned body as JSON of at most 1 MiB. A larger body keeps its shape with texts cut to 1000
 * characters; if that is not enough, only its event, times and uids are kept.
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
