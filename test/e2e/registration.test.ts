import { randomUUID } from 'node:crypto';
import type { INode, IWorkflowBase } from 'n8n-workflow';

import { type CalCom, type Dialect, startCalCom, type User } from '../support/calcom';
import { database, N8nApi, theInstance, until } from '../support/n8nApi';
import { publishReconcile } from '../support/reconcileNow';
import { exported } from '../support/workflowFiles';

const trigger = 'Cal.com Booking Trigger';
const secret = 'made-up-secret-of-a-registered-webhook';
const dialects: Dialect[] = ['cloud', 'selfHosted2025', 'calDiy2026'];

/** Reconciliation leaves out what changed a moment ago. */
const aWhileMs = 600_000;

describe.each(dialects)('A workflow that registers its webhook in %s', (dialect) => {
	const path = `registered-${dialect}`.toLowerCase();
	const url = theInstance().webhookUrl?.replace(/calcom$/, path);
	let api: N8nApi;
	let calcom: CalCom;
	let ina: User;
	let workflow: IWorkflowBase;
	let apiCredential: { id: string; name: string };
	let webhookCredential: { id: string; name: string };
	/** Cal.com's clock, from now. */
	let ahead = 0;

	async function credential(type: string, data: object) {
		const named = { name: `${type} ${dialect}`, type, data };
		const { id, name } = await api.call<{ id: string; name: string }>(
			'POST',
			'/credentials',
			named,
		);
		return { id, name };
	}

	beforeAll(async () => {
		api = new N8nApi();
		calcom = await startCalCom({ dialect, clock: () => Date.now() + ahead });
		ina = calcom.school.addUser({ name: 'Ina Host', email: 'ina@school.example' });
		apiCredential = await credential('mtlCalComApi', { apiKey: ina.key, baseUrl: calcom.url });
		workflow = exported('calcom-bookings.json');
		webhookCredential = await credential('mtlCalComWebhookApi', { secret });
		const own = workflow.nodes.find(({ name }) => name === trigger) as INode;
		workflow.nodes = [
			...workflow.nodes.filter(({ type }) => !/Trigger|UnfinishedEvents/.test(type)),
			{
				...own,
				webhookId: randomUUID(),
				parameters: { ...own.parameters, path, registers: true, bookingsOf: 'user' },
				credentials: {
					...own.credentials,
					mtlCalComWebhookApi: webhookCredential,
					mtlCalComApi: apiCredential,
				},
			},
		];
		const { 'Unfinished Events Trigger': _, ...connections } = workflow.connections;
		workflow.connections = connections;
	});
	afterAll(async () => await calcom?.stop());

	const registered = () =>
		calcom.school.webhooks.filter(({ subscriberUrl }) => subscriberUrl === url);

	/** How many accounts of ours have noted the webhook, which reconciliation then looks after. */
	const known = async (db: Awaited<ReturnType<typeof database>>) => {
		const like = `%/${path}"%`;
		const sql = 'SELECT webhooks FROM mtl_calcom_accounts WHERE webhooks LIKE ?';
		return (await db.rows(sql, [like])).length;
	};

	it('has exactly one from publish to unpublish, and receives bookings by it', async () => {
		calcom.api.mischief.add({ method: 'POST', path: /^\/webhooks/, trick: 'drop' });
		const id = await api.publish({ ...workflow, name: `Registered in ${dialect}` });
		expect(await until(async () => registered().length > 0, 60)).toBe(true);
		expect(registered()).toMatchObject([{ active: true, secret, payloadTemplate: null }]);

		const type = calcom.school.addEventType({ title: 'Level check', ownerId: ina.id });
		const start = Date.now() + 86_400_000;
		const email = `mara-${path}@kunde.example`;
		const { booking } = await calcom.play.book({ type, start, person: { name: 'Mara', email } });
		const db = await database();
		const saved = async () =>
			(await db.rows('SELECT id FROM bookings WHERE external_booking_id = ?', [booking.uid]))
				.length === 1;
		expect(await until(saved, 30)).toBe(true);
		expect(await until(async () => (await known(db)) === 1, 30)).toBe(true);
		await api.unpublish(id);
		expect(await until(async () => registered().length === 0, 60)).toBe(true);
		expect(await known(db)).toBe(0);
		await db.end();
	});

	it('has it again after the next reconciliation, which also brings what was missed', async () => {
		ahead = -aWhileMs;
		const type = calcom.school.addEventType({ title: 'Level check', ownerId: ina.id });
		const email = `missed-${path}@kunde.example`;
		const start = Date.now() + 2 * 86_400_000;
		const { booking } = await calcom.play.book({ type, start, person: { name: 'Mara', email } });
		ahead = 0;
		const id = await api.publish({ ...workflow, name: `Registered again in ${dialect}` });
		expect(await until(async () => registered().length > 0, 60)).toBe(true);
		const db = await database();
		expect(await until(async () => (await known(db)) === 1, 30)).toBe(true);
		const reconcile = await publishReconcile(`reconcile-${path}`, 'Compare Around Now', {
			mtlCalComApi: apiCredential,
			mtlCalComWebhookApi: webhookCredential,
		});
		for (const { id: hook } of registered()) {
			await fetch(`${calcom.url}/v2/webhooks/${hook}`, {
				method: 'DELETE',
				headers: { authorization: `Bearer ${ina.key}` },
			});
		}
		expect(registered()).toEqual([]);

		const report = await reconcile();
		expect(report.webhooksMended).toEqual([
			`The webhook for ${url} was missing, and was created again.`,
		]);
		expect(registered()).toMatchObject([{ active: true, secret }]);
		const saved = async () => {
			const rows = await db.rows('SELECT id FROM bookings WHERE external_booking_id = ?', [
				booking.uid,
			]);
			return rows.length === 1;
		};
		expect(await until(saved, 120)).toBe(true);
		await db.end();
		expect(await reconcile()).toMatchObject({ found: {}, webhooksMended: [], webhookProblems: [] });
		await api.unpublish(id);
	});
});
