import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { eventTypeOf } from '../../nodes/shared/calcom/read';
import { defaultEvents } from '../../nodes/shared/calcom/events';
import { fixture, variant } from '../support/events';
import { bookingsWorkflow, database, N8nApi, post } from '../support/n8nApi';

const names = readdirSync(join(__dirname, '../fixtures/calcom'))
	.filter((file) => file.endsWith('.json'))
	.map((file) => file.slice(0, -'.json'.length))
	.sort();

const mara = 'mara.oeztuerk@kunde.example';

describe('Cal.com delivers to a real n8n', () => {
	let db: Awaited<ReturnType<typeof database>>;
	let api: N8nApi;
	beforeAll(async () => {
		[db, api] = await Promise.all([database(), N8nApi.signIn()]);
	});
	afterAll(async () => await db.end());

	const executions = async () => (await api.executions(bookingsWorkflow)).length;

	it.each(names)('%s', async (name) => {
		const uid = `e2e-${name}`;
		const body = fixture(name);
		const payload = (body['payload'] ?? body) as Record<string, unknown>;
		for (const place of ['uid', 'bookingUid']) if (place in payload) payload[place] = uid;
		const before = await executions();
		const answer = await post(body);
		const type = eventTypeOf(body);
		const [row] = await db.rows('SELECT * FROM webhook_events ORDER BY id DESC LIMIT 1');
		if (type === 'PING') {
			expect(answer).toEqual({ status: 200, body: { status: 'pong' } });
			return;
		}
		if (type === null) {
			expect(answer).toMatchObject({ status: 422, body: { status: 'failed', event: row?.['id'] } });
			expect(row).toMatchObject({ status: 'failed', error_message: answer.body['reason'] });
			return;
		}
		if (!(defaultEvents as readonly string[]).includes(type)) {
			expect(answer).toEqual({ status: 200, body: { status: 'ignored', type } });
			expect(row).toMatchObject({ status: 'ignored', event_type: type });
			expect(await executions()).toBe(before);
			return;
		}
		expect(answer).toMatchObject({
			status: 200,
			body: { status: 'processed', event: row?.['id'] },
		});
		expect(row).toMatchObject({ status: 'processed', external_id: uid, event_type: type });
		const ids = answer.body['bookings'] as number[];
		expect(ids.length).toBeGreaterThan(0);
		const lines = await db.rows('SELECT * FROM activities WHERE id IN (?)', [
			answer.body['activities'],
		]);
		expect(lines.map(({ booking_id }) => booking_id).sort()).toEqual([...ids].sort());
		expect(await executions()).toBe(before + 1);

		const again = await post({
			...body,
			...(body['payload'] ? { createdAt: body['createdAt'] } : {}),
		});
		expect(again).toEqual({ status: 200, body: { status: 'duplicate', event: row?.['id'] } });
		expect(await executions()).toBe(before + 1);
	});

	it('changes the same booking when it is rescheduled and cancelled, one line each', async () => {
		const created = await post(
			variant('booking_created.basic', '2026-11-06T08:00:00.000Z', { uid: 'life1' }),
		);
		const [id] = created.body['bookings'] as number[];
		const moved = { uid: 'life2', rescheduleUid: 'life1' };
		await post(variant('booking_rescheduled', '2026-11-06T09:00:00.000Z', moved));
		const [row] = await db.rows('SELECT * FROM bookings WHERE id = ?', [id]);
		expect(row).toMatchObject({
			external_booking_id: 'life2',
			status: 'scheduled',
			scheduled_at: new Date('2026-11-12T13:00:00Z'),
		});
		await post(variant('booking_cancelled', '2026-11-06T10:00:00.000Z', { uid: 'life2' }));
		expect(await db.rows('SELECT status FROM bookings WHERE id = ?', [id])).toEqual([
			{ status: 'cancelled' },
		]);
		const lines = await db.rows('SELECT subject FROM activities WHERE booking_id = ? ORDER BY id', [
			id,
		]);
		expect(lines.map(({ subject }) => subject)).toEqual([
			'Level Check Booked',
			'Level Check Rescheduled',
			'Level Check Cancelled',
		]);
	});

	it('lets people find the executions of a booking and of a person', async () => {
		for (const highlighted of [
			{ key: 'bookingUid', value: 'life2' },
			{ key: 'email', value: mara },
		]) {
			const found = await api.executions(bookingsWorkflow, highlighted);
			expect(found.length).toBeGreaterThan(0);
			expect(found.length).toBeLessThan(await executions());
			expect(found.every(({ status }) => status === 'success')).toBe(true);
		}
	});
});
