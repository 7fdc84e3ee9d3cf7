import { randomUUID } from 'node:crypto';
import type { INode } from 'n8n-workflow';

import { untilPublished } from '../bench/untilPublished';
import { variant } from '../support/events';
import { bookingsWorkflow, database, N8nApi, post, theInstance } from '../support/n8nApi';
import { exported } from '../support/workflowFiles';

const trigger = 'Cal.com Booking Trigger';
/** Two further accounts, beside the workflow that is published for the first. */
const accounts = [
	{ path: 'calcom2', secret: 'made-up-secret-of-the-second' },
	{ path: 'calcom3', secret: 'made-up-secret-of-the-third' },
];
const urlOf = (path: string) => theInstance().webhookUrl.replace(/calcom$/, path);

describe('Several Cal.com accounts on one n8n', () => {
	let api: N8nApi;
	let id: string;
	beforeAll(async () => {
		api = new N8nApi();
		const workflow = exported('calcom-bookings.json');
		const original = workflow.nodes.find(({ name }) => name === trigger) as INode;
		const copies = await Promise.all(
			accounts.map(async ({ path, secret }): Promise<INode> => {
				const credential = await api.call<{ id: string; name: string }>('POST', '/credentials', {
					name: `Cal.com webhook of ${path}`,
					type: 'mtlCalComWebhookApi',
					data: { secret },
				});
				return {
					...original,
					id: randomUUID(),
					webhookId: randomUUID(),
					name: `${trigger} ${path}`,
					parameters: { ...original.parameters, path },
					credentials: {
						...original.credentials,
						mtlCalComWebhookApi: { id: credential.id, name: credential.name },
					},
				};
			}),
		);
		const isTrigger = ({ type }: INode) => /Trigger|UnfinishedEvents/.test(type);
		workflow.nodes = [...workflow.nodes.filter((node) => !isTrigger(node)), ...copies];
		const {
			[trigger]: outputs = {},
			'Unfinished Events Trigger': _,
			...steps
		} = workflow.connections;
		const ofCopies = copies.map(({ name }) => [name, outputs] as const);
		workflow.connections = { ...steps, ...Object.fromEntries(ofCopies) };
		id = await api.publish({ ...workflow, name: 'Bookings of further accounts' });
		const { signal } = new AbortController();
		for (const { path } of accounts) await untilPublished(urlOf(path), signal);
	});
	afterAll(async () => {
		await api.unpublish(id);
	});

	it('book side by side, each with its own address and secret', async () => {
		const db = await database();
		const all = [{ path: 'calcom', secret: theInstance().secret }, ...accounts];
		for (const { path, secret } of all) {
			const body = variant('booking_created.basic', '2026-11-12T08:00:00.000Z', {
				uid: `account-${path}`,
			});
			expect(await post(body, secret, urlOf(path))).toMatchObject({
				status: 200,
				body: { status: 'processed' },
			});
			for (const other of all.filter((one) => one.secret !== secret)) {
				expect(await post(body, other.secret, urlOf(path))).toMatchObject({
					status: 401,
					body: { reason: 'mismatch' },
				});
			}
		}
		const rows = await db.rows(
			"SELECT external_booking_id AS uid FROM bookings WHERE external_booking_id LIKE 'account-%' ORDER BY uid",
		);
		await db.end();
		expect(rows.map(({ uid }) => uid)).toEqual(all.map(({ path }) => `account-${path}`));
		expect((await api.executions(id)).length).toBe(accounts.length);
		expect(await api.executions(bookingsWorkflow)).not.toEqual([]);
	});

	it.each(accounts)(
		'get an answer of the trigger for any body: $path',
		async ({ path, secret }) => {
			expect(await post('{"not": JSON', secret, urlOf(path))).toMatchObject({
				status: 422,
				body: { status: 'failed' },
			});
		},
	);
});
