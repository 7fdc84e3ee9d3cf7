import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type { IWorkflowBase } from 'n8n-workflow';

import { settingsFromUrl } from '../../nodes/core/db/settings';
import { makeDatabase, type TestDatabase } from '../support/database';
import { N8nApi, theInstance, until } from '../support/n8nApi';
import { exported } from '../support/workflowFiles';

interface Told {
	subject: string;
	text: string;
}

describe('The workflow "Heartbeat", published', () => {
	/** A database of its own: what other tests leave in theirs would be reported too. */
	let database: TestDatabase;
	let api: N8nApi;
	let phone: Server;
	const told: Record<string, Told[]> = { '/here': [], '/away': [] };
	const published: string[] = [];
	beforeAll(async () => {
		database = await makeDatabase({ name: 'heartbeat', url: theInstance().adminUrl });
		api = new N8nApi();
		phone = createServer((request, response) => {
			void text(request).then((body) => {
				told[request.url ?? '']?.push(JSON.parse(body) as Told);
				response.end('{}');
			});
		});
		await new Promise<void>((resolve) => phone.listen(0, '127.0.0.1', resolve));
	});
	afterAll(async () => {
		for (const id of published) await api.unpublish(id);
		await database.drop();
		await new Promise((resolve) => phone.close(resolve));
	});

	/** The shipped workflow, every few seconds on a database, with a web request instead of the mail. */
	async function publish(path: string, databaseUrl: string): Promise<string> {
		const { tls, ...data } = settingsFromUrl(databaseUrl);
		const { id: credentialId, name } = await api.call<{ id: string; name: string }>(
			'POST',
			'/credentials',
			{
				name: `Database of ${path}`,
				type: 'mtlDatabaseApi',
				data: { ...data, tls: tls.enabled ? 'on' : 'off' },
			},
		);
		const json: IWorkflowBase = exported('heartbeat.json');
		const url = `http://127.0.0.1:${(phone.address() as AddressInfo).port}${path}`;
		for (const node of json.nodes) {
			if (node.name === 'Every 5 Minutes')
				node.parameters = { rule: { interval: [{ field: 'seconds', secondsInterval: 4 }] } };
			if (node.name === 'Send the Alert') {
				const jsonBody = '={{ JSON.stringify($json) }}';
				const body = { sendBody: true, contentType: 'json', specifyBody: 'json', jsonBody };
				Object.assign(node, { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2 });
				Object.assign(node, { parameters: { method: 'POST', url, ...body }, disabled: false });
			}
			if (node.name === 'Health') {
				node.credentials = { mtlDatabaseApi: { id: credentialId, name } };
				node.waitBetweenTries = 100;
			}
		}
		const id = await api.publish({ ...json, name: `Heartbeat${path}` });
		published.push(id);
		return id;
	}
	const runs = async (id: string) => (await api.executions(id)).length;
	const insert = async (columns: string, values: string) =>
		await database.query(
			`INSERT INTO webhook_events (provider, event_type, payload, dedupe_key, created_at, updated_at, ${columns})
			VALUES ('cal.com', 'HEARTBEAT_TEST', '{}', UUID(), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), ${values})`,
		);

	it('reports each problem once a day, a new one immediately, and nothing while all is well', async () => {
		const here = told['/here'] ?? [];
		const id = await publish('/here', database.url);
		expect(await until(async () => (await runs(id)) >= 2, 30)).toBe(true);
		expect(here).toEqual([]);

		await insert('status', "'quarantined'");
		expect(await until(async () => here.length === 1, 30)).toBe(true);
		expect(here[0]?.text).toContain('- 1 event(s) wait for you: quarantined or unreadable.');
		const before = await runs(id);
		expect(await until(async () => (await runs(id)) >= before + 3, 40)).toBe(true);
		expect(here).toHaveLength(1);

		await insert('status, next_attempt_at', "'failed', UTC_TIMESTAMP(3) - INTERVAL 15 MINUTE");
		expect(await until(async () => here.length === 2, 30)).toBe(true);
		expect(here[1]?.text).toContain(
			'- An event has been due for 15 minutes and has not been processed.',
		);
	});

	it('reports once that the database does not answer', async () => {
		const id = await publish('/away', 'mysql://x:x@127.0.0.1:1/x');
		const away = told['/away'] ?? [];
		expect(await until(async () => away.length === 1, 60)).toBe(true);
		expect(away[0]?.text).toContain(
			'- The inbox could not be checked. The database does not answer (ECONNREFUSED).',
		);
		expect(await until(async () => (await runs(id)) >= 3, 60)).toBe(true);
		await wait(1000);
		expect(away).toHaveLength(1);
	});
});
