import { isRecord } from '../core/domain/values/text';

export interface Answers {
	/** What the guest answered in Cal.com's form, in its order. */
	answers: Array<{ question: string; answer: string }>;
	/** Where the guest is; null if unknown. */
	timeZone: string | null;
}

/** Questions that the page shows elsewhere. */
const shownElsewhere = new Set(['name', 'email', 'location', 'attendeePhoneNumber', 'guests']);

/** Reads a stored delivery, which may be of any shape. */
export function answersIn(payload: string | null, email: string | null): Answers {
	const body = parsed(payload);
	const inner = isRecord(body['payload']) ? body['payload'] : body;
	const { responses, attendees } = inner;
	const answers = isRecord(responses)
		? Object.entries(responses).flatMap(([key, value]) =>
				shownElsewhere.has(key) ? [] : answerOf(key, value),
			)
		: [];
	const people = Array.isArray(attendees) ? attendees.filter(isRecord) : [];
	const guest =
		people.find((one) => String(one['email']).toLowerCase() === email) ??
		(people.length === 1 ? people[0] : undefined);
	const zone = guest?.['timeZone'];
	return { answers, timeZone: typeof zone === 'string' ? zone : null };
}

function parsed(payload: string | null): Record<string, unknown> {
	try {
		const body: unknown = JSON.parse(payload ?? '{}');
		return isRecord(body) ? body : {};
	} catch {
		return {};
	}
}

function answerOf(key: string, given: unknown): Answers['answers'] {
	const label = isRecord(given) && typeof given['label'] === 'string' ? given['label'] : key;
	const value = isRecord(given) && 'value' in given ? given['value'] : given;
	const answer = textOf(value);
	return answer === '' ? [] : [{ question: label, answer }];
}

function textOf(value: unknown): string {
	if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(', ');
	if (isRecord(value)) return Object.values(value).map(textOf).filter(Boolean).join(', ');
	return value === null || value === undefined ? '' : String(value);
}
