import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { deliver } from '../../runner/send/deliver';
import { placesOf } from '../support/everyColumn';
import { database, N8nApi, post, theInstance, until } from '../support/n8nApi';
import { hiddenWords, planted, plantedBody, plantedWords } from '../support/planted';

const body = (name: string, hour: number, payload = {}) =>
	plantedBody(name, `2026-11-06T0${hour}:00:00.000Z`, {
		uid: `privacy-${hour}`,
		rescheduleUid: name === 'booking_rescheduled' ? 'privacy-0' : undefined,
		...payload,
	});

/** A one-step workflow, as a person who erases people would build it. */
function eraseWorkflow(credential: unknown): object {
	const node = (id: string, type: string, more: object) => ({
		id,
		name: id,
		type,
		position: [0, 0],
		...more,
	});
	return {
		name: 'Erase a person',
		active: false,
		settings: { executionOrder: 'v1' },
		connections: { Ask: { main: [[{ node: 'Erase', type: 'main', index: 0 }]] } },
		nodes: [
			node('Ask', 'n8n-nodes-base.webhook', {
				typeVersion: 2,
				webhookId: 'b3d8a0d2-6c1f-4e7e-9f58-6a4f1c2d7e90',
				parameters: { httpMethod: 'POST', path: 'erase', responseMode: 'lastNode' },
			}),
			node('Erase', 'n8n-nodes-mtl.mtl', {
				typeVersion: 1,
				credentials: { mtlDatabaseApi: credential },
				parameters: { resource: 'lead', operation: 'erase', email: '={{ $json.body.email }}' },
			}),
		],
	};
}

describe('Personal data, on a real n8n', () => {
	let db: Awaited<ReturnType<typeof database>>;
	let api: N8nApi;
	beforeAll(async () => {
		db = await database();
		api = new N8nApi();
	});
	afterAll(async () => await db.end());

	const places = async (words: RegExp) =>
		await placesOf(async (sql, values) => await db.rows(sql, values), words);
	const logs = () => {
		const { home } = theInstance();
		const files = readdirSync(home).filter((file) => file.endsWith('.log'));
		return files.map((file) => readFileSync(join(home, file), 'utf8')).join('\n');
	};

	it('is stored without passwords, one-time codes and access links', async () => {
		for (const [hour, name] of ['created.basic', 'rescheduled', 'cancelled'].entries()) {
			const answer = await post(body(`booking_${name}`, hour));
			expect(answer).toMatchObject({ status: 200, body: { status: 'processed' } });
		}
		expect(await places(plantedWords)).not.toEqual([]);
		expect(await places(hiddenWords)).toEqual([]);
	});

	it('is in no answer, no reason and no log when deliveries are refused and steps fail', async () => {
		const { webhookUrl, secret } = theInstance();
		const answers: unknown[] = [
			await post(body('booking_created.basic', 4), null),
			await post(body('booking_created.basic', 4, { startTime: 'Planted' })),
			await post(`"password sesame, ${planted.email}"`),
			await deliver(webhookUrl, `{${planted.email}`, secret),
			await post({ ...body('booking_created.basic', 4), big: planted.email.repeat(50_000) }),
		];
		await db.query(`CREATE TRIGGER refusing BEFORE INSERT ON activities FOR EACH ROW BEGIN
			DECLARE quoted VARCHAR(100) DEFAULT LEFT(NEW.body, 100);
			SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = quoted;
		END`);
		try {
			const failed = await post(body('booking_created.basic', 5, { uid: 'privacy-failed' }));
			expect(failed).toMatchObject({ status: 500, body: { status: 'failed' } });
			answers.push(failed);
		} finally {
			await db.query('DROP TRIGGER refusing');
		}
		expect(JSON.stringify(answers)).not.toMatch(plantedWords);
		const reasons = await db.rows('SELECT error_message FROM webhook_events');
		expect(JSON.stringify(reasons)).not.toMatch(plantedWords);
		expect(logs()).toContain('Refused a delivery');
		expect(logs()).not.toMatch(plantedWords);
		expect(logs()).not.toMatch(hiddenWords);
	});

	it('is gone from every table after Lead: Erase, and does not come back', async () => {
		const { nodes } = await api.call<{ nodes: Array<{ credentials?: Record<string, unknown> }> }>(
			'GET',
			'/workflows/mtlCalComBookings01',
		);
		const credential = nodes.find(({ credentials }) => credentials?.['mtlDatabaseApi']);
		const { id, versionId } = await api.call<{ id: string; versionId: string }>(
			'POST',
			'/workflows',
			eraseWorkflow(credential?.credentials?.['mtlDatabaseApi']),
		);
		await api.call('POST', `/workflows/${id}/activate`, { versionId });
		const address = theInstance().webhookUrl.replace(/calcom$/, 'erase');
		const erase = async () =>
			await deliver(address, JSON.stringify({ email: planted.email }), undefined);
		let erased = await erase();
		// n8n registers the webhook of a published workflow a moment later.
		await until(async () => {
			if (erased.status === 404) erased = await erase();
			return erased.status !== 404;
		}, 20);
		expect(JSON.parse(erased.text)).toMatchObject({ bookings: 3 });
		expect(await places(plantedWords)).toEqual([]);
		expect(
			await db.rows(
				"SELECT status FROM webhook_events WHERE external_id LIKE 'privacy-%' ORDER BY id",
			),
		).toEqual([
			{ status: 'processed' },
			{ status: 'processed' },
			{ status: 'processed' },
			{ status: 'ignored' },
			{ status: 'ignored' },
		]);
		expect(await post(body('booking_created.basic', 0))).toMatchObject({
			body: { status: 'duplicate' },
		});
		const moved = { uid: 'privacy-moved', rescheduleUid: 'privacy-1' };
		expect(await post(body('booking_rescheduled', 6, moved))).toMatchObject({
			status: 200,
			body: { status: 'ignored', reason: expect.stringContaining('erased') as string },
		});
		expect(await places(plantedWords)).toEqual([]);
		const anew = {
			...plantedBody('booking_created.basic', new Date().toISOString(), {
				uid: 'privacy-anew',
				iCalUID: 'privacy-anew@Cal.com',
				startTime: '2096-11-06T08:00:00Z',
				endTime: '2096-11-06T08:30:00Z',
			}),
		};
		expect(await post(anew)).toMatchObject({ body: { status: 'processed' } });
		expect(await places(plantedWords)).toContain('leads.email');
		expect((await erase()).status).toBe(200);
		expect(await places(plantedWords)).toEqual([]);
		const again = await erase();
		expect(again.status).toBe(500);
		expect(logs()).not.toMatch(plantedWords);
		await api.call('POST', `/workflows/${id}/deactivate`, { versionId });
	});
});
