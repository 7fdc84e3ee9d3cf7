import type { PersonMatcher } from './personMatcher';
import { normaliseEmail } from '../values/email';
import { isRecord } from '../values/text';

/** Fields that, like the responses beside them, belong to the person who answered the questions. */
const answered = new Set([
	'responses',
	'userFieldsResponses',
	'customInputs',
	'additionalNotes',
	'description',
	'smsReminderNumber',
]);

/**
 * The body of another person's event without one person: their entries are removed from lists,
 * their answers are emptied (on a cancelled seat, the responses are those of the first booker), and
 * texts no longer name them.
 *
 * @param body parsed JSON
 */
export function withoutPerson(body: unknown, matcher: PersonMatcher): unknown {
	const isThem = (value: unknown): boolean => {
		if (!isRecord(value)) return matcher.isTheirs(value);
		const { email } = value;
		return matcher.isTheirs(isRecord(email) ? email['value'] : email);
	};
	const walk = (value: unknown): unknown => {
		if (typeof value === 'string') return matcher.erase(value);
		if (Array.isArray(value)) return value.filter((item) => !isThem(item)).map(walk);
		if (!isRecord(value)) return value;
		const answeredByThem = isThem(value['responses']);
		return Object.fromEntries(
			Object.entries(value).map(([key, item]) => {
				if (answeredByThem && answered.has(key)) return [key, isRecord(item) ? {} : null];
				return [matcher.erase(key), isRecord(item) && isThem(item) ? null : walk(item)];
			}),
		);
	};
	return walk(body);
}

/** The names that parsed JSON gives beside these addresses. */
export function namesIn(value: unknown, emails: readonly string[]): string[] {
	if (Array.isArray(value)) return value.flatMap((item) => namesIn(item, emails));
	if (!isRecord(value)) return [];
	const plain = (field: unknown) => (isRecord(field) && 'value' in field ? field['value'] : field);
	const email = plain(value['email']);
	const isTheirs = typeof email === 'string' && emails.includes(normaliseEmail(email) ?? '');
	const name = plain(value['name']);
	const parts = isRecord(name) ? [name['firstName'], name['lastName']] : [name];
	const own = parts.filter((part) => typeof part === 'string' && part.trim() !== '').join(' ');
	return [
		...(isTheirs && own ? [own] : []),
		...Object.values(value).flatMap((item) => namesIn(item, emails)),
	];
}

/**
 * An unreadable body as it was probably meant, with JSON escapes and HTML entities decoded.
 *
 * @param stored JSON of a text or of something other than a delivery, or not JSON at all
 */
export function unescaped(stored: string): string {
	const text = textOf(stored);
	const code = (_: string, hex: string) => String.fromCodePoint(parseInt(hex, 16) % 0x110000);
	return [
		text,
		text.replace(/\\u([0-9a-f]{4})/gi, code),
		text.replace(/&#x([0-9a-f]{1,6});/gi, code),
	].join('\n');
}

function textOf(stored: string): string {
	try {
		const value: unknown = JSON.parse(stored);
		return typeof value === 'string' ? value : stored;
	} catch {
		return stored;
	}
}
