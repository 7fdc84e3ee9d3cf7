import { randomUUID } from 'node:crypto';
import type { INode } from 'n8n-workflow';

import { untilPublished } from '../bench/untilPublished';
import { variant } from '../support/events';
import { alertWorkflow, database, N8nApi, post, theInstance, until } from '../support/n8nApi';
import { exported } from '../support/workflowFiles';

const name = 'Bookings without their credential';
const path = 'calcom-lost';
const secret = 'made-up-secret-that-gets-lost';
const url = () => theInstance().webhookUrl.replace(/calcom$/, path);

describe('A webhook credential that is deleted in n8n', () => {
	let api: N8nApi;
	let id: string;
	let credential: { id: string; name: string };
	beforeAll(async () => {
		api = new N8nApi();
		credential = await api.call('POST', '/credentials', {
			name: 'Cal.com webhook that gets lost',
			type: 'mtlCalComWebhookApi',
			data: { secret },
		});
		const workflow = exported('calcom-bookings.json');
		workflow.nodes = workflow.nodes.flatMap((node: INode) => {
			if (node.name === 'Unfinished Events Trigger') return [];
			if (node.name !== 'Cal.com Booking Trigger') return [node];
			const { id: key, name: called } = credential;
			const credentials = {
				...node.credentials,
				mtlCalComWebhookApi: { id: key, name: called },
			};
			const own = { id: randomUUID(), webhookId: randomUUID() };
			return [{ ...node, ...own, parameters: { ...node.parameters, path }, credentials }];
		});
		const { 'Unfinished Events Trigger': _, ...connections } = workflow.connections;
		id = await api.publish({ ...workflow, name, connections });
		await untilPublished(url(), new AbortController().signal);
	});
	afterAll(async () => await api.unpublish(id));

	const deliver = async (uid: string) =>
		await post(
			variant('booking_created.basic', '2026-11-12T08:00:00.000Z', { uid }),
			secret,
			url(),
		);
	const alerts = async () =>
		(await api.reached(alertWorkflow, 'Describe the Failure')).filter((data) =>
			data.includes(name),
		);

	it('lets every delivery be answered 503, and one execution turn red, with one alert', async () => {
		expect(await deliver('lost-0')).toMatchObject({ status: 200, body: { status: 'processed' } });
		await api.call('DELETE', `/credentials/${credential.id}`);
		for (const uid of ['lost-1', 'lost-2', 'lost-3', 'lost-4']) {
			expect(await deliver(uid)).toMatchObject({
				status: 503,
				body: {
					status: 'misconfigured',
					message: expect.stringContaining(`credential "${credential.name}"`),
				},
			});
		}
		expect(await until(async () => (await alerts()).length > 0, 60)).toBe(true);
		expect(await alerts()).toHaveLength(1);
		expect((await alerts())[0]).toContain('A delivery was answered 503 and not kept');
		const statuses = (await api.executions(id)).map(({ status }) => status);
		expect(statuses.filter((status) => status === 'error')).toHaveLength(1);
		const db = await database();
		const rows = await db.rows(
			"SELECT external_id FROM webhook_events WHERE external_id LIKE 'lost-%'",
		);
		await db.end();
		expect(rows).toHaveLength(1);
	});
});
