import { isRecord } from '../../domain/values/text';
import { MtlError } from '../../domain/errors';

/** What the client of the API can tell apart. */
export type ApiFault =
	| 'key' // 401: the key is not accepted
	| 'forbidden' // 403: the key may not do this
	| 'missing' // 404
	| 'conflict' // 409
	| 'refused' // any other 4xx
	| 'limited' // 429, still after waiting
	| 'away' // no answer, or a fault of the server
	| 'foreign'; // an answer that Cal.com's API v2 does not give

/** Cal.com's API did not do what was asked. */
export class CalComApiError extends MtlError {
	constructor(
		readonly fault: ApiFault,
		message: string,
		hint: string,
		/** The HTTP status; null if there was no answer. */
		readonly status: number | null,
		/** What Cal.com said about each field, in its own words. */
		readonly said: readonly string[] = [],
		options?: { cause?: unknown },
	) {
		super('calcom', message, hint, options);
	}
}

const hints: Record<ApiFault, string> = {
	key: 'Make a new key in Cal.com (Settings → Developer → API keys) and enter it in the credential "MTL Cal.com API".',
	forbidden: 'Use the key of an account that may do this, for example of an administrator.',
	missing: 'Check the ID, and the base URL in the credential "MTL Cal.com API".',
	conflict: 'Cal.com has this already.',
	refused: 'Cal.com names the reason. Change what it asks for, then try again.',
	limited: 'Wait some minutes. Other programs may use the same API key.',
	away: 'Try again later. Check the base URL in the credential "MTL Cal.com API", and status.cal.com.',
	foreign:
		'Check the base URL in the credential "MTL Cal.com API": it is the address of the API, not of the website. A self-hosted Cal.com needs its API v2 running.',
};

/** The error for an answer that is not a success. */
export function refusalOf(status: number, body: unknown): CalComApiError {
	const said = sentencesIn(body);
	const fault = faultOf(status, said.length > 0);
	const words = said.length > 0 ? `: ${said.join('; ')}` : '';
	const message =
		fault === 'away'
			? `Cal.com's API has a fault (${status})${words || '.'}`
			: `Cal.com refused the request (${status})${words || '.'}`;
	return new CalComApiError(fault, message, hints[fault], status, said);
}

/** The error for a connection that gave no complete answer. */
export function noAnswer(reason: string, cause: unknown): CalComApiError {
	const message = `Cal.com's API does not answer (${reason}).`;
	return new CalComApiError('away', message, hints.away, null, [], { cause });
}

/** The error for a success that does not have the form of API v2. */
export function foreignAnswer(what: string, hint = hints.foreign): CalComApiError {
	return new CalComApiError('foreign', what, hint, 200);
}

function faultOf(status: number, isCalCom: boolean): ApiFault {
	if (status === 429) return 'limited';
	if (status >= 500) return 'away';
	if (!isCalCom) return 'foreign';
	switch (status) {
		case 401:
			return 'key';
		case 403:
			return 'forbidden';
		case 404:
			return 'missing';
		case 409:
			return 'conflict';
		default:
			return 'refused';
	}
}

/**
 * What Cal.com says in its own words: the fields' sentences where it gives them, else the message of
 * the envelope, else a bare message. Other servers' answers contain none.
 */
function sentencesIn(body: unknown): string[] {
	if (!isRecord(body)) return [];
	const error = isRecord(body['error']) ? body['error'] : {};
	const details = isRecord(error['details']) ? error['details'] : {};
	const fields = constraintsIn(details['errors']);
	if (fields.length > 0) return fields;
	for (const message of [error['message'], body['message']]) {
		const texts = (Array.isArray(message) ? message : [message]).filter(isText);
		if (texts.length > 0) return texts;
	}
	return [];
}

function constraintsIn(errors: unknown): string[] {
	if (!Array.isArray(errors)) return [];
	return errors.filter(isRecord).flatMap(({ constraints, children }) => {
		const own = isRecord(constraints) ? Object.values(constraints).filter(isText) : [];
		return [...own, ...constraintsIn(children)];
	});
}

function isText(value: unknown): value is string {
	return typeof value === 'string' && value !== '';
}
