import { toUtcIso } from './values/instant';
import { isRecord } from './values/text';

/** Which answer goes to which column of the school's own. */
export interface AnswerColumn {
	/** The identifier of the question in Cal.com. */
	question: string;
	table: 'leads' | 'bookings';
	column: string;
}

/**
 * An answer as the value of a column; null if it is empty, which erases nothing.
 *
 * @param answer plain JSON, as Cal.com sent it: a text, a number, a checkbox, a list of options
 * @param type of the column, such as `varchar(100)`
 */
export function columnValue(answer: unknown, type: string): string | number | null {
	const kind = /^\w+/.exec(type.toLowerCase())?.[0] ?? '';
	if (isEmpty(answer)) return null;
	if (kind === 'json') return JSON.stringify(answer);
	if (typeof answer === 'boolean') return isNumber(kind) ? Number(answer) : answer ? 'Yes' : 'No';
	const text = textOf(answer);
	if (text === '') return null;
	if (kind === 'datetime' || kind === 'timestamp') {
		return toUtcIso(text)?.slice(0, 19).replace('T', ' ') ?? text;
	}
	return text;
}

const isNumber = (kind: string) => /int$|^decimal|^float|^double/.test(kind);

function isEmpty(answer: unknown): boolean {
	if (answer === undefined || answer === null) return true;
	if (typeof answer === 'string') return answer.trim() === '';
	if (Array.isArray(answer)) return answer.every(isEmpty);
	return isRecord(answer) && Object.values(answer).every(isEmpty);
}

/** An option with a field of its own is `{ value, optionValue }`. */
function textOf(answer: unknown): string {
	if (Array.isArray(answer)) return answer.map(textOf).filter(Boolean).join(', ');
	if (isRecord(answer) && typeof answer['value'] === 'string')
		return [answer['value'], answer['optionValue']].filter(Boolean).map(String).join(': ').trim();
	if (typeof answer === 'object') return JSON.stringify(answer);
	return String(answer).trim();
}
