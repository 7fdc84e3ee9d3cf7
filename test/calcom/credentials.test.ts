import fc from 'fast-check';

import { cleanedJson, cleanPayload, cleanText } from '../../nodes/core/calcom/secrets/clean';
import { fixture, type Json } from './deliveries';

/** Names that Cal.com uses, and that a payload template or a custom question may. */
const names = [
	'oneTimePassword',
	'password',
	'hashedLink',
	'rescheduleLink',
	'downloadLink',
	'downloadLinks',
	'connectAndJoinUrl',
	'passcode',
	'pwd',
	'pin',
	'accessCode',
	'clientSecret',
	'apiKey',
	'accessToken',
];
/** A character that appears nowhere else. */
const mark = '§';
const credential = fc.stringMatching(new RegExp(`^[a-zA-Z0-9${mark}-]{0,8}${mark}$`));

/** Any of the names, in any case, its words joined in any way. */
const anyName = fc
	.tuple(fc.constantFrom(...names), fc.constantFrom('', '_', '-', ' '), fc.boolean())
	.map(([name, joint, loud]) => {
		const joined = name.replace(/(?<=[a-z])(?=[A-Z])/g, joint);
		return loud ? joined.toUpperCase() : joined;
	});

const harmless = fc.oneof(
	fc.constantFrom('', 'Mara "M" Öztürk', 'a: b, c = d; {e} [f]', "it's", '\\', 'line\nbreak'),
	fc.integer(),
	fc.constant(null),
	fc.boolean(),
);
const { secret, tree } = fc.letrec((tie) => ({
	/** The value of such a name: a text, or anything made of texts. */
	secret: fc.oneof(
		{ maxDepth: 2 },
		credential,
		fc.array(tie('secret'), { minLength: 1, maxLength: 2 }),
		fc.dictionary(fc.constantFrom('recording', 'format', 'link'), tie('secret'), { minKeys: 1 }),
	),
	tree: fc.oneof(
		{ maxDepth: 4 },
		harmless,
		fc.array(tie('tree'), { maxLength: 3 }),
		fc
			.tuple(
				fc.dictionary(fc.constantFrom('payload', 'videoCallData', 'metadata', 'a'), tie('tree'), {
					maxKeys: 3,
				}),
				fc.dictionary(anyName, tie('secret'), { maxKeys: 2 }),
			)
			.map(([plain, secrets]) => ({ ...plain, ...secrets })),
	),
}));
const body = fc.record({ payload: tree, secrets: fc.dictionary(anyName, secret, { minKeys: 1 }) });

describe('No password, token, one-time code or access link', () => {
	test('survives in a body, at any depth, whatever the case', () => {
		fc.assert(
			fc.property(body, (value) => {
				expect(JSON.stringify(cleanPayload(value))).not.toContain(mark);
				expect(cleanedJson(value)).not.toContain(mark);
			}),
			{ numRuns: 200 },
		);
	});

	test('survives in JSON inside a text of a body', () => {
		fc.assert(
			fc.property(body, (value) => {
				const metadata = {
					once: JSON.stringify(value),
					twice: JSON.stringify([JSON.stringify(value)]),
				};
				expect(cleanedJson({ payload: { metadata } })).not.toContain(mark);
			}),
			{ numRuns: 100 },
		);
	});

	test.each<[string, (json: string, at: number) => string]>([
		['cut off anywhere', (json, at) => json.slice(0, at % json.length)],
		['without its beginning', (json) => json.slice(1)],
		['with a quotation mark too many', (json) => `{"title":"A "B" C",${json.slice(1)}`],
		['inside another text', (json) => `{"data":${JSON.stringify(json)}`],
		['written over lines', (json) => `${JSON.stringify(JSON.parse(json), null, 2)}}`],
		['as a template escapes it', (json) => json.replaceAll('"', '&quot;')],
	])('survives in a body that is not JSON: %s', (_how, spoil) => {
		fc.assert(
			fc.property(body, fc.nat(), (value, at) => {
				expect(cleanText(spoil(JSON.stringify(value), at))).not.toContain(mark);
			}),
			{ numRuns: 100 },
		);
	});

	test('survives in a form, or in lines of text', () => {
		fc.assert(
			fc.property(anyName, credential, (name, value) => {
				expect(cleanText(`a=1&${name}=${value}&uid=x`)).toBe(`a=1&${name}=[removed]&uid=x`);
				expect(cleanText(`uid: x\n${name}: ${value}\nb: 2`)).toBe(
					`uid: x\n${name}: [removed]\nb: 2`,
				);
			}),
			{ numRuns: 100 },
		);
	});
});

test.each([
	['a name without a value', 'The password was sent to you.'],
	['words that only look alike', 'spinning: 1, keypin=2, opinion: 3'],
	['what is removed already', '{"password":[removed],"uid":"x"'],
])('A text keeps %s', (_what, text) => {
	expect(cleanText(text)).toBe(text);
});

test('Text in brackets that is not JSON, or has nothing to hide, stays unchanged', () => {
	const notes = ['[10:00] call', '{not json', '{ "level": "B2" }', '[]'];
	expect(cleanPayload({ notes })).toEqual({ notes });
});

test('A large unreadable body is cleaned quickly', () => {
	const text = `{"password":"${'\\"'.repeat(250_000)}`;
	const started = performance.now();
	expect(cleanText(text)).toBe('{"password":[removed]');
	expect(cleanText('"token":['.repeat(60_000)).length).toBeLessThan(60_000);
	expect(performance.now() - started).toBeLessThan(1000);
});

test('The meeting link stays, because bookings.meeting_url needs it', () => {
	const { payload } = cleanPayload(fixture('booking_created.basic')) as { payload: Json };
	expect(payload['videoCallData']).toMatchObject({
		url: 'https://meetco.daily.example/k2Zr7m1QyVb0',
		password: '[removed]',
	});
});
