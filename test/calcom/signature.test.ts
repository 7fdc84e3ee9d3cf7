import fc from 'fast-check';
import { sign, verifySignature } from '../../nodes/core/calcom/signature';
import { anyText } from '../domain/anyText';
import { fixture, fixtureNames } from './deliveries';

const secret = 'test-secret';
const vector =
	'{"triggerEvent":"BOOKING_CREATED","createdAt":"2026-11-03T08:14:22.517Z","payload":' +
	'{"uid":"7Kp2vQhWm9XcTzR4sNbJdE","title":"Erstgespräch zwischen Jonas Weidlich und Mara Öztürk"}}';
const vectorSignature = 'f8c0c012e68dcf12898b275435d4e3dbc54ae36a6d1c41db6530050d3d06723e';
const body = Buffer.from(vector);

describe('Signature', () => {
	test("matches Cal.com's known example", () => {
		expect(sign(body, secret)).toBe(vectorSignature);
		expect(sign(vector, secret)).toBe(vectorSignature);
	});

	test.each([
		['the only secret', [secret]],
		['the previous secret, after a rotation', ['new-secret', secret]],
		['a secret beside an empty one', ['', secret]],
	])('accepts %s', (_case, secrets) => {
		expect(verifySignature(body, vectorSignature, secrets)).toEqual({ ok: true });
		expect(verifySignature(body, [vectorSignature], secrets)).toEqual({ ok: true });
	});

	test.each([
		['no secret is configured', vectorSignature, [], 'no-secret-configured'],
		['only empty secrets are configured', sign(body, ''), ['', ' '], 'no-secret-configured'],
		['nothing is configured and nothing is sent', undefined, [], 'no-secret-configured'],
		['the header is missing', undefined, [secret], 'header-missing'],
		['the header is empty', '', [secret], 'header-missing'],
		['there is an empty list of headers', [], [secret], 'header-missing'],
		['the webhook has no secret', 'no-secret-provided', [secret], 'no-secret-provided'],
		['it has a prefix', `sha256=${vectorSignature}`, [secret], 'malformed'],
		['it is in capitals', vectorSignature.toUpperCase(), [secret], 'malformed'],
		['it is too short', vectorSignature.slice(1), [secret], 'malformed'],
		['it is too long', `${vectorSignature}0`, [secret], 'malformed'],
		['a line break follows', `${vectorSignature}\n`, [secret], 'malformed'],
		['it is not hex', 'g'.repeat(64), [secret], 'malformed'],
		['it is sent twice', [vectorSignature, vectorSignature], [secret], 'malformed'],
		['the secret is another', vectorSignature, ['other'], 'mismatch'],
		['the signature is another', '0'.repeat(64), [secret, 'other'], 'mismatch'],
	])('refuses when %s', (_case, header, secrets, reason) => {
		expect(verifySignature(body, header, secrets)).toEqual({ ok: false, reason });
	});

	test('fails after a change of any one byte', () => {
		fc.assert(
			fc.property(
				fc.uint8Array({ minLength: 1, maxLength: 300 }),
				fc.nat(),
				fc.integer({ min: 1, max: 255 }),
				(bytes, at, flip) => {
					const changed = Buffer.from(bytes);
					const index = at % bytes.length;
					changed[index] = (changed[index] ?? 0) ^ flip;
					const header = sign(Buffer.from(bytes), secret);
					expect(verifySignature(Buffer.from(bytes), header, [secret]).ok).toBe(true);
					expect(verifySignature(changed, header, [secret]).ok).toBe(false);
				},
			),
			{ numRuns: 300 },
		);
	});

	test.each(Array.from({ length: 64 }, (_, at) => at))('is checked at hex digit %i', (at) => {
		for (const digit of '0123456789abcdef') {
			const changed = vectorSignature.slice(0, at) + digit + vectorSignature.slice(at + 1);
			const right = digit === vectorSignature[at];
			expect(verifySignature(body, changed, [secret]).ok).toBe(right);
		}
	});

	test.each(fixtureNames)('of %s does not match the same JSON in another format', (name) => {
		const sent = JSON.stringify(fixture(name));
		const header = sign(sent, secret);
		expect(verifySignature(Buffer.from(sent), header, [secret]).ok).toBe(true);
		const again = Buffer.from(JSON.stringify(JSON.parse(sent), null, 1));
		expect(verifySignature(again, header, [secret]).ok).toBe(false);
	});

	test('never throws, whatever the header and the secrets', () => {
		fc.assert(
			fc.property(anyText, fc.array(fc.string()), (header, secrets) => {
				expect(verifySignature(body, header, secrets).ok).toBe(false);
			}),
			{ numRuns: 150 },
		);
	});
});
