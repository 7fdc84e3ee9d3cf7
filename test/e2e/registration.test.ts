import { randomUUID } from 'node:crypto';
import type { INode, IWorkflowBase } from 'n8n-workflow';

import { type CalCom, type Dialect, startCalCom, type User } from '../support/calcom';
import { database, N8nApi, theInstance, until } from '../support/n8nApi';
import { exported } from '../support/workflowFiles';

const trigger = 'Cal.com Booking Trigger';
const secret = 'made-up-secret-of-a-registered-webhook';
const dialects: Dialect[] = ['cloud', 'selfHosted2025', 'calDiy2026'];

describe.each(dialects)('A workflow that registers its webhook in %s', (dialect) => {
	const path = `registered-${dialect}`.toLowerCase();
	const url = theInstance().webhookUrl?.replace(/calcom$/, path);
	let api: N8nApi;
	let calcom: CalCom;
	let ina: User;
	let workflow: IWorkflowBase;

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
		calcom = await startCalCom({ dialect, clock: () => Date.now() });
		ina = calcom.school.addUser({ name: 'Ina Host', email: 'ina@school.example' });
		workflow = exported('calcom-bookings.json');
		const own = workflow.nodes.find(({ name }) => name === trigger) as INode;
		workflow.nodes = [
			...workflow.nodes.filter(({ type }) => !/Trigger|UnfinishedEvents/.test(type)),
			{
				...own,
				webhookId: randomUUID(),
				parameters: { ...own.parameters, path, registers: true, bookingsOf: 'user' },
				credentials: {
					...own.credentials,
					mtlCalComWebhookApi: await credential('mtlCalComWebhookApi', { secret }),
					mtlCalComApi: await credential('mtlCalComApi', {
						apiKey: ina.key,
						baseUrl: calcom.url,
					}),
				},
			},
		];
		const { 'Unfinished Events Trigger': _, ...connections } = workflow.connections;
		workflow.connections = connections;
	});
	afterAll(async () => await calcom?.stop());

	const registered = () =>
		calcom.school.webhooks.filter(({ subscriberUrl }) => subscriberUrl === url);

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
		await db.end();

		await api.unpublish(id);
		expect(await until(async () => registered().length === 0, 60)).toBe(true);
	});
});
