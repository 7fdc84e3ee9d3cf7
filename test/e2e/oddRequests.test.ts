import { brotliCompressSync } from 'node:zlib';

import { sign } from '../../nodes/core/calcom/signature';
import { theInstance } from '../support/n8nApi';
import { send, type Sent } from '../support/request';
import { watch, type Watched } from '../support/watched';

const ping = '{"triggerEvent":"PING","payload":{}}';
const form = '--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nc\r\n--x--\r\n';
const header = 'X-Cal-Signature-256';

describe('A signed delivery in an unusual request', () => {
	const { webhookUrl, editorUrl, secret } = theInstance();
	let watched: Watched;
	beforeAll(async () => {
		watched = await watch();
	});
	afterAll(async () => await watched?.close());

	const signed = async ({ body = ping, headers, ...more }: Sent, url = webhookUrl) => {
		const type = { 'Content-Type': 'application/json', [header]: sign(body, secret) };
		return await send(url, { ...more, body, headers: { ...type, ...headers } });
	};
	const pong = { status: 200, text: '{"status":"pong"}' };

	it.each([
		'application/json; charset=utf-16le',
		'application/json; charset=nonsense',
		'application/x-www-form-urlencoded',
		'multipart/form-data; boundary=x',
		'multipart/form-data',
		'text/xml',
		'text/plain',
		'nonsense',
		'',
	])('is read as JSON under the content type "%s"', async (type) => {
		expect(await signed({ headers: { 'Content-Type': type } })).toEqual(pong);
	});

	it.each<[string, Record<string, string>]>([
		['in chunks', { 'Transfer-Encoding': 'chunked' }],
		['announced by Expect: 100-continue', { Expect: '100-continue' }],
		['of another page in a browser', { Origin: 'https://example.com' }],
		['of a crawler', { 'User-Agent': 'Googlebot/2.1' }],
		['said not to be compressed', { 'Content-Encoding': 'identity' }],
		['with much in its headers', { 'X-Much': 'x'.repeat(12_000) }],
	])('is accepted %s', async (_name, headers) => {
		expect(await signed({ headers })).toEqual(pong);
	});

	it.each(['?x=1&x=2', '/', '?', '/?__proto__[x]=1'])(
		'is taken at the address + "%s"',
		async (end) => {
			expect(await signed({}, webhookUrl + end)).toEqual(pong);
		},
	);

	it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'])(
		'is not accepted by %s: 404',
		async (method) => {
			const before = await watched.traces();
			expect((await signed({ method })).status).toBe(404);
			expect(await watched.traces()).toEqual(before);
		},
	);

	it.each([
		'/webhooks//calcom',
		'/webhooks/CALCOM',
		'/webhooks/calcom/x',
		'/webhooks/calcom%00',
		'/webhook/calcom',
	])('is not accepted at %s: 404', async (path) => {
		const before = await watched.traces();
		expect((await signed({}, editorUrl + path)).status).toBe(404);
		expect(await watched.traces()).toEqual(before);
	});

	it('that is not JSON is recorded as failed, whatever its content type', async () => {
		const before = await watched.traces();
		const bodies: Array<[string, Buffer | string]> = [
			['application/json', '{"odd":'],
			['application/json', '{"a":1}}'],
			['multipart/form-data; boundary=x', form],
			['text/xml', '<a/>'],
			['application/json', Buffer.from([0xff, 0xfe, 0x7b, 0x00])],
			['application/json', brotliCompressSync(ping)],
		];
		for (const [type, body] of bodies) {
			const answer = await signed({ body, headers: { 'Content-Type': type } });
			expect([answer.status, JSON.parse(answer.text)]).toEqual([
				422,
				{
					...{ status: 'failed', event: expect.any(Number) },
					reason: expect.stringMatching(/is not (JSON|valid UTF-8)/),
				},
			]);
		}
		expect(await watched.traces()).toEqual({ ...before, rows: before.rows + bodies.length });
	});

	it.each(['gzip', 'deflate', 'br', 'GZIP', 'gzip, gzip'])(
		'is refused under Content-Encoding: %s',
		async (encoding) => {
			const before = await watched.traces();
			const answer = await signed({ headers: { 'Content-Encoding': encoding } });
			expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
				415,
				{ reason: 'compressed' },
			]);
			expect(await watched.traces()).toEqual({ ...before, refused: before.refused + 1 });
		},
	);

	it('is refused when it is far too large', async () => {
		const before = await watched.traces();
		const answer = await signed({ body: Buffer.alloc(17 * 1024 * 1024) });
		expect([answer.status, JSON.parse(answer.text)]).toMatchObject([413, { reason: 'too-large' }]);
		expect(await watched.traces()).toEqual({ ...before, refused: before.refused + 1 });
	});
});
