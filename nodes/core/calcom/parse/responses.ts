import { isRecord, maxLengths, textOrNull } from '../../domain/values/text';
import type { CalComPayload } from '../payload';

type Responses = CalComPayload['responses'];

/** Cal.com's built-in fields and the guide's `phone`; every other response is a custom question. */
export const systemFields: ReadonlySet<string> = new Set([
	'name',
	'email',
	'phone',
	'location',
	'attendeePhoneNumber',
	'smsReminderNumber',
	'aiAgentCallPhoneNumber',
	'title',
	'notes',
	'guests',
	'rescheduleReason',
]);

const maxAnswersLength = 64 * 1024;
const maxDepth = 8;

/**
 * `{ label, value, isHidden }` → value (unanswered: undefined); a flat response is the value
 * itself.
 */
function unwrap(entry: unknown): unknown {
	if (!isRecord(entry)) return entry;
	const isField = 'value' in entry || 'label' in entry || 'isHidden' in entry;
	return isField ? entry['value'] : entry;
}

/** The answer to a field, in either shape. */
export function responseValue(responses: Responses, field: string): unknown {
	return unwrap(responses[field]);
}

/** The answer as text; numbers become text, everything else is null. */
export function responseText(responses: Responses, field: string): string | null {
	const value = responseValue(responses, field);
	return textOrNull(typeof value === 'number' ? String(value) : value, maxLengths.longText);
}

/** Whether responses are plain texts, as in the guide, instead of `{ label, value }`. */
export function hasFlatResponses(responses: Responses): boolean {
	return typeof responses['name'] === 'string' || typeof responses['email'] === 'string';
}

function plain(value: unknown, depth: number): unknown {
	if (typeof value === 'string') return textOrNull(value, maxLengths.longText) ?? '';
	if (typeof value !== 'object' || value === null) return value;
	if (depth >= maxDepth) return null;
	if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]),
	);
}

/** Custom questions: field name → answer, at most 64 KiB as JSON (the rest is left out). */
export function answersOf(payload: CalComPayload, responses: Responses): Record<string, unknown> {
	// `userFieldsResponses` repeats the answers of the body; the answers of a seat are only in the
	// seat.
	const own = responses === payload.responses ? Object.entries(payload.userFieldsResponses) : [];
	const custom = Object.entries(responses).filter(([field]) => !systemFields.has(field));
	const answers: Array<[string, unknown]> = [];
	let length = 0;
	for (const [field, entry] of own.length > 0 ? own : custom) {
		const answer = plain(unwrap(entry), 0);
		if (answer === undefined) continue;
		length += field.length + JSON.stringify(answer).length;
		if (length > maxAnswersLength) break;
		answers.push([field, answer]);
	}
	return Object.fromEntries(answers);
}
