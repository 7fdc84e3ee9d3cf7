import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { eventTypeOf } from '../../nodes/core/calcom/parse/parseDelivery';
import { defaultEvents } from '../../nodes/core/calcom/events';
import { fixture, variant } from '../support/events';
import {
	bookingsWorkflow,
	database,
	highlightedData,
	N8nApi,
	post,
	until,
} from '../support/n8nApi';

const names = readdirSync(join(__dirname, '../fixtures/calcom'))
	.filter((file) => file.endsWith('.json'))
	.map((file) => file.slice(0, -'.json'.length))
	.sort();

const mara = 'mara.oeztuerk@kunde.example';

describe('Cal.com delivers to a real n8n', () => {
	let db: Awaited<ReturnType<typeof database>>;
	let api: N8nApi;
	let processed = 0;
	let lastBefore = 0;
	beforeAll(async () => {
		db = await database();
		api = new N8nApi();
		lastBefore = Math.max(
			0,
			...(await api.executions(bookingsWorkflow)).map(({ id }) => Number(id)),
		);
	});
	afterAll(async () => await db.end());

	/** Executions since these tests began; other files may have run on the same n8n before. */
	const started = async () =>
		(await api.executions(bookingsWorkflow)).filter(({ id }) => Number(id) > lastBefore).length;

	it.each(names)('%s', async (name) => {
		const uid = `e2e-${name}`;
		const body = fixture(name);
		const payload = (body['payload'] ?? body) as Record<string, unknown>;
		for (const place of ['uid', 'bookingUid']) if (place in payload) payload[place] = uid;
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
			expect(row).toMatchObject({ execution_id: null });
			return;
		}
		expect(answer).toMatchObject({
			status: 200,
			body: { status: 'processed', event: row?.['id'] },
		});
		expect(row).toMatchObject({ status: 'processed', external_id: uid, event_type: type });
		const ids = answer.body['bookings'] as number[];
		const lines = await db.rows('SELECT * FROM activities WHERE id IN (?)', [
			[0, ...(answer.body['activities'] as number[])],
		]);
		// A mark, or a new link, for an unknown booking.
		const nothingKnown = /^booking_(no_show|location)_updated$/.test(name);
		expect(lines.length > 0).toBe(!nothingKnown);
		expect(ids).toEqual(expect.arrayContaining(lines.map(({ booking_id }) => booking_id)));
		const id = String(row?.['execution_id']);
		expect(await until(async () => (await api.execution(id)).status === 'success', 10)).toBe(true);
		processed += 1;

		const again = await post(body);
		expect(again).toEqual({ status: 200, body: { status: 'duplicate', event: row?.['id'] } });
	});

	it('started exactly one execution for each processed event', async () => {
		expect(await until(async () => (await started()) >= processed, 10)).toBe(true);
		expect(await started()).toBe(processed);
	});

	it('changes the same booking when it is rescheduled and cancelled, with one line each', async () => {
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

	it('marks each execution with the booking and the person, for searching', async () => {
		const [row] = await db.rows(
			"SELECT execution_id FROM webhook_events WHERE external_id = 'life2' LIMIT 1",
		);
		const marks = async () => highlightedData(String(row?.['execution_id']));
		await until(async () => Object.keys(await marks()).length > 0, 10);
		expect(await marks()).toEqual({ bookingUid: 'life2', email: mara });
	});
});
