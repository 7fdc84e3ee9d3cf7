import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { n8n } from '../../nodes/n8nHooks';

let server: Server;
let seen: string | undefined;
const warned: string[] = [];
const logger = { warn: (line: string) => void warned.push(line) };
const triggerAt = (path: string, more: object = {}) => ({
	activeVersion: {
		nodes: [{ type: 'n8n-nodes-mtl.calComTrigger', parameters: { path }, ...more }],
	},
});
const workflows = [
	triggerAt('calcom2'),
	triggerAt('/schools/Second/'),
	triggerAt('school/:name'),
	triggerAt('off', { disabled: true }),
	{ activeVersion: { nodes: [{ type: 'n8n-nodes-base.webhook', parameters: { path: 'other' } }] } },
	{ activeVersion: null },
];
const store = { find: async () => workflows };
const ready = async (n8nServer: object, Workflow: object | undefined = store) => {
	for (const hook of n8n.ready)
		await hook.call({ dbCollections: { Workflow } as never }, { logger, ...n8nServer });
};
beforeAll(async () => {
	server = createServer((message, response) => {
		seen = message.headers['content-type'];
		response.end();
	});
	await ready({ server, endpointWebhook: 'webhooks' });
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
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
		'/webhooks/calcom2',
		'/webhooks/schools/second',
	])('keeps n8n from parsing requests to %s', async (path) => {
		expect(await typeOf('POST', path)).toBe('application/octet-stream');
	});

	it.each([
		['POST', '/rest/login'],
		['POST', '/webhooks/other'],
		['POST', '/webhooks/off'],
		['POST', '/webhooks/school/first'],
		['POST', '/webhooks/calcom/other'],
		['POST', '/webhook/calcom'],
		['POST', '/rest/login?path=/webhooks/calcom'],
		['POST', '/webhooks/%zz'],
		['PUT', '/webhooks/calcom'],
	])('leaves %s %s unchanged', async (method, path) => {
		expect(await typeOf(method, path)).toBe('application/json');
	});

	it.each([
		['/api/webhooks', '//api/webhooks/calcom'],
		['webhooks2/', '/webhooks2//calcom'],
		['', '//calcom'],
	])('follows n8n, which serves the endpoint "%s" at %s', async (endpointWebhook, path) => {
		await ready({ server, endpointWebhook });
		expect(await typeOf('POST', path)).toBe('application/octet-stream');
	});

	it('says at start which path it cannot serve', () => {
		expect(warned[0]).toMatch(/refuses deliveries at the path "school\/:name"/);
	});

	it('says at start that n8n gives it no server, no endpoint or no workflows', async () => {
		const throwing = { find: async () => await Promise.reject(new Error('no such relation')) };
		for (const [given, Workflow] of [
			[{}, store],
			[{ server }, store],
			[{ server, endpointWebhook: 'webhooks' }, throwing],
		] as const) {
			warned.length = 0;
			await ready(given, Workflow);
			expect(warned).toEqual([expect.stringMatching(/^n8n-nodes-mtl: /)]);
		}
	});
});
