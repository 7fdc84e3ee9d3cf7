import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { n8n } from '../../nodes/n8nHooks';

let server: Server;
let seen: string | undefined;
beforeAll(async () => {
	process.env['N8N_ENDPOINT_WEBHOOK'] = 'webhooks';
	server = createServer((message, response) => {
		seen = message.headers['content-type'];
		response.end();
	});
	for (const hook of n8n.ready) hook({ server });
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
	delete process.env['N8N_ENDPOINT_WEBHOOK'];
	server.close();
});

/** The Content-Type that n8n sees for a request labelled as JSON. */
async function typeOf(method: string, path: string): Promise<string | undefined> {
	const { port } = server.address() as AddressInfo;
	const headers = { 'Content-Type': 'application/json' };
	await new Promise<void>((resolve, reject) => {
		const sent = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
			answer.resume().on('end', resolve);
		});
		sent.on('error', reject).end();
	});
	return seen;
}

describe("The hook for n8n's server", () => {
	it.each([
		'/webhooks/calcom',
		'/webhooks/calcom/',
		'/webhooks/calcom?x=/webhooks/other',
		'/WEBHOOKS/calcom',
		'/webhooks/%63alcom',
	])('keeps n8n from parsing requests to %s', async (path) => {
		expect(await typeOf('POST', path)).toBe('application/octet-stream');
	});

	it.each([
		['POST', '/rest/login'],
		['POST', '/webhooks/other'],
		['POST', '/webhooks/calcom/other'],
		['POST', '/webhook/calcom'],
		['POST', '/rest/login?path=/webhooks/calcom'],
		['POST', '/webhooks/%zz'],
		['PUT', '/webhooks/calcom'],
	])('leaves %s %s unchanged', async (method, path) => {
		expect(await typeOf(method, path)).toBe('application/json');
	});

	it('does nothing if n8n has no server', () => {
		expect(() => n8n.ready[0]?.({})).not.toThrow();
	});
});
