import { isRecord } from '../domain/values/text';

export type BodyResult =
	| { ok: true; body: Record<string, unknown> }
	| { ok: false; reason: string };

const template =
	'Remove the custom payload template of the webhook in Cal.com, then send the event again.';

function no(whatHappened: string): BodyResult {
	return { ok: false, reason: `${whatHappened} ${template}` };
}

function describe(value: unknown): string {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

/**
 * The body of a delivery as a JSON object. The Content-Type is not checked, because Cal.com also
 * sends JSON under a form content type.
 * @param rawBody the bytes as received (verify the signature first)
 * @returns the object, or a sentence for people that says why there is none and quotes nothing of
 * the body
 */
export function parseBody(rawBody: Buffer): BodyResult {
	let text: string;
	try {
		text = new TextDecoder('utf-8', { fatal: true }).decode(rawBody);
	} catch {
		return no('The body of the delivery is not valid UTF-8 text, so it was not read.');
	}
	if (text.trim() === '') return no('The body of the delivery is empty.');
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return no('The body of the delivery is not JSON.');
	}
	if (value === false) {
		// Cal.com sends this when a value with a quote or a line break makes the template's JSON invalid.
		return no(
			'The body of the delivery is the word false: the custom payload template of the webhook broke, ' +
				'most likely on a quote or a line break in one of its values.',
		);
	}
	if (!isRecord(value)) {
		return no(`The body of the delivery is ${describe(value)} where a JSON object was expected.`);
	}
	return { ok: true, body: value };
}
