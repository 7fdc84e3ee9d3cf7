import { fixture } from '../support/events';
import { databaseCredential, runStep } from '../support/n8nCoreNode';
import type { Webhook } from '../support/n8nCoreWebhook';
import { type Bookings, startBookings } from '../support/workflowRun';

let bookings: Bookings;
let webhook: Webhook;
const rows = async () =>
	await bookings.database.query(
		'SELECT id, event_type, external_id, status, error_message, duplicate_count FROM webhook_events ORDER BY id',
	);

beforeAll(async () => {
	bookings = await startBookings();
	({ webhook } = bookings);
});
afterAll(async () => await bookings.close());
beforeEach(async () => await bookings.database.query('DELETE FROM webhook_events'));

describe('the booking trigger answers a real request', () => {
	it('413 when the body has more than 1 MiB, before it looks at the signature', async () => {
		const answer = await webhook.post('x'.repeat(1024 * 1024 + 1), {
			'content-type': 'text/plain',
			'x-cal-signature-256': null,
		});
		expect(answer).toMatchObject({
			status: 413,
			body: { status: 'rejected', reason: 'too-large' },
		});
		expect(await rows()).toEqual([]);
	});

	it('200 pong to a ping, without a row', async () => {
		const answer = await webhook.post(fixture('ping'));
		expect(answer).toEqual({ status: 200, body: { status: 'pong' } });
		expect(await rows()).toEqual([]);
	});

	it.each([['form_submitted'], ['ooo_created'], ['meeting_started']])(
		'200 ignored to %s, which is not selected, and keeps it',
		async (name) => {
			const body = fixture(name);
			const type = body['triggerEvent'];
			expect(await webhook.post(body)).toEqual({ status: 200, body: { status: 'ignored', type } });
			expect(await rows()).toMatchObject([{ event_type: type, status: 'ignored' }]);
		},
	);

	it('200 ignored to an event about a person who was erased, and keeps nothing of it', async () => {
		await webhook.post(fixture('booking_created.basic'));
		await webhook.executions();
		const before = (await webhook.executions()).length;
		const parameters = {
			resource: 'lead',
			operation: 'erase',
			email: 'mara.oeztuerk@kunde.example',
		};
		const credentials = { mtlDatabaseApi: databaseCredential(bookings.database) };
		await runStep({ credentials, parameters });
		const answer = await webhook.post(fixture('booking_cancelled'));
		const reason = 'This event is about a person who was erased on request.';
		expect(answer).toEqual({
			status: 200,
			body: { status: 'ignored', type: 'BOOKING_CANCELLED', reason },
		});
		expect(await webhook.executions()).toHaveLength(before);
		const sql = 'SELECT status, payload, error_message AS reason FROM webhook_events ORDER BY id';
		expect(await bookings.database.query(sql)).toEqual([
			{ status: 'processed', payload: null, reason: null },
			{ status: 'ignored', payload: null, reason },
		]);
		for (const table of [
			'activities',
			'bookings',
			'leads',
			'booking_references',
			'booking_history',
		])
			await bookings.database.query(`DELETE FROM ${table}`);
		await bookings.database.query('DELETE FROM mtl_erasures');
	});

	it('200 ignored to an event that this version does not know', async () => {
		const answer = await webhook.post({ triggerEvent: 'BOOKING_TELEPORTED', payload: {} });
		expect(answer.body).toEqual({ status: 'ignored', type: 'BOOKING_TELEPORTED' });
		expect(await rows()).toMatchObject([{ event_type: 'BOOKING_TELEPORTED', status: 'ignored' }]);
	});

	it('200 duplicate to the second delivery of an event, and counts it', async () => {
		await webhook.post(fixture('booking_created.basic'));
		const before = (await webhook.executions()).length;
		const [{ id } = { id: 0 }] = await rows();
		const answer = await webhook.post(fixture('booking_created.basic'));
		expect(answer).toEqual({ status: 200, body: { status: 'duplicate', event: id } });
		expect(await rows()).toMatchObject([{ status: 'processed', duplicate_count: 1 }]);
		expect(await webhook.executions()).toHaveLength(before);
	});

	it.each([
		['false', 'custom payload template'],
		['[1]', 'a list where a JSON object was expected'],
		[JSON.stringify({ triggerEvent: 'BOOKING_CREATED', payload: {} }), 'payload.uid is missing'],
		[JSON.stringify({ hello: 'world' }), 'no triggerEvent'],
	])('422 to %s, which is signed but unreadable, and keeps it as failed', async (body, reason) => {
		const answer = await webhook.post(body);
		expect(answer).toMatchObject({
			status: 422,
			body: { status: 'failed', reason: expect.stringContaining(reason) },
		});
		expect(await rows()).toMatchObject([
			{ id: answer.body['event'], status: 'failed', error_message: answer.body['reason'] },
		]);
	});

	it('starts no execution for any of these, and never throws', async () => {
		const before = (await webhook.executions()).length;
		await webhook.post('false');
		await webhook.post(fixture('ping'));
		expect(await webhook.executions()).toHaveLength(before);
		expect(webhook.thrown).toEqual([]);
	});
});
