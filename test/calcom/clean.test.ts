import fc from 'fast-check';
import { cleanedJson, cleanPayload } from '../../nodes/core/calcom/secrets/clean';
import { eventOf, fixture, fixtureNames, withPayload, type Json } from './deliveries';

const secretKeys = [
	'oneTimePassword',
	'password',
	'API_Token',
	'clientSecret',
	'hashedLink',
	'rescheduleLink',
];

describe('The stored body', () => {
	test.each([
		['booking_requested', '6f1d2c3b'],
		['booking_created.basic', 'redacted-daily-token'],
		['instant_meeting', 'connect-and-join?token'],
		['recording_ready', 'recording?token'],
		['recording_transcription_generated', 'sig=REDACTED'],
	])('has no credentials: %s', (name, credential) => {
		expect(JSON.stringify(fixture(name))).toContain(credential);
		expect(cleanedJson(fixture(name))).not.toContain(credential);
	});

	test('has no link that lets anyone move the booking, but keeps its uids', () => {
		const rescheduleLink = 'https://cal.com/reschedule/7Kp2vQhWm9XcTzR4sNbJdE';
		const body = { payload: { rescheduleLink, rescheduleUid: 'a', rescheduledBy: 'a@b.nl' } };
		expect(cleanPayload(body)).toEqual({
			payload: { ...body.payload, rescheduleLink: '[removed]' },
		});
	});

	test('keeps everything else, null and keys like __proto__ included', () => {
		const json = '{"__proto__":{"a":1},"oneTimePassword":null,"token":0,"requestId":"x"}';
		const cleaned =
			'{"__proto__":{"a":1},"oneTimePassword":null,"token":"[removed]","requestId":"x"}';
		expect(cleanedJson(JSON.parse(json))).toBe(cleaned);
	});

	test.each(fixtureNames.filter((name) => name !== 'custom_template'))(
		'reads like the body as received: %s',
		(name) => {
			const stored = JSON.parse(cleanedJson(fixture(name))) as Json;
			expect(eventOf(stored)).toEqual(eventOf(fixture(name)));
		},
	);

	test('is read alike even if a question is named like a credential', () => {
		const userFieldsResponses = { wifi_password: { value: 'hunter2' }, level: { value: 'B2' } };
		const body = withPayload('booking_created.basic', { userFieldsResponses });
		expect(eventOf(body).answers).toEqual({ wifi_password: '[removed]', level: 'B2' });
		expect(eventOf(JSON.parse(cleanedJson(body)) as Json)).toEqual(eventOf(body));
	});

	test('has no credential at any depth, and cleaning again changes nothing', () => {
		const tree = fc.letrec((tie) => ({
			node: fc.oneof(
				{ maxDepth: 5 },
				fc.string(),
				fc.array(tie('node'), { maxLength: 3 }),
				fc.dictionary(fc.constantFrom('a', 'b', ...secretKeys), tie('node'), { maxKeys: 4 }),
			),
		})).node;
		const check = (value: unknown): void => {
			if (typeof value !== 'object' || value === null) return;
			for (const [key, item] of Object.entries(value)) {
				if (secretKeys.includes(key)) expect(item).toBe('[removed]');
				else check(item);
			}
		};
		fc.assert(
			fc.property(tree, (body) => {
				const cleaned = cleanPayload(body);
				check(cleaned);
				expect(cleanPayload(cleaned)).toEqual(cleaned);
			}),
			{ numRuns: 300 },
		);
	});

	test('is cut if it is nested 10,000 levels deep', () => {
		const deep = JSON.parse('{"a":['.repeat(10_000) + ']}'.repeat(10_000)) as Json;
		expect(cleanedJson(deep)).toContain('[nested too deeply]');
	});

	test.each<[string, unknown]>([
		['one long text', { triggerEvent: 'X', payload: { notes: 'é'.repeat(700_000) } }],
		[
			'many fields',
			{ triggerEvent: 'X', payload: Array.from({ length: 200_000 }, () => 'abcdefg') },
		],
		[
			'many credentials',
			{ triggerEvent: 'X', t: Array.from({ length: 70_000 }, () => ({ token: 1 })) },
		],
	])('is JSON of at most 1 MiB, and still says which event it was: %s', (_case, body) => {
		const json = cleanedJson(body);
		expect(Buffer.byteLength(json)).toBeLessThanOrEqual(1024 * 1024);
		expect(JSON.parse(json)).toMatchObject({ triggerEvent: 'X' });
	});

	test.each([[null], ['text'], [42], [[]], [undefined]])('takes any JSON: %j', (value) => {
		expect(typeof cleanedJson(value)).toBe('string');
	});
});
