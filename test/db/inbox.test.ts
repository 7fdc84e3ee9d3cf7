import { openDatabase } from '../../nodes/core/db/connection';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import { recordDelivery } from '../../nodes/core/services/recordDelivery';
import { receiveDelivery } from '../../nodes/core/services/receiveDelivery';
import { inboxEvent } from '../../nodes/core/services/recordReceived';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { fixture, variant } from '../support/events';
import { acceptAll, deliver, delivery, emptyTables, receive, work } from './deliver';

const created = fixture('booking_created.basic');
const onlyCancelled = { ...acceptAll, events: ['BOOKING_CANCELLED'] };

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());
	const inbox = async () => await database.query('SELECT * FROM webhook_events ORDER BY id');

	it('records a selected event, then finishes it', async () => {
		const received = await receive(database.db, created);
		expect(await inbox()).toMatchObject([
			{
				provider: 'cal.com',
				external_id: '7Kp2vQhWm9XcTzR4sNbJdE',
				event_type: 'BOOKING_CREATED',
				status: 'received',
				source: 'webhook',
				attempts: 1,
				duplicate_count: 0,
				occurred_at: new Date('2026-11-03T08:14:22.517Z'),
			},
		]);
		if (received.start) await work(database.db, received.event);
		expect(await inbox()).toMatchObject([
			{ status: 'processed', processed_at: expect.any(Date), error_message: null },
		]);
	});

	it.each([
		['an exact redelivery', created],
		[
			'a second subscription with a createdAt of its own',
			variant('booking_created.basic', '2026-11-03T08:14:22.931Z'),
		],
		[
			'the same with its keys in another order',
			Object.fromEntries(Object.entries(created).reverse()),
		],
	])('counts %s on the row of the first one', async (_name, body) => {
		const [{ start }, again] = [
			await receive(database.db, created),
			await receive(database.db, body),
		];
		expect(start).toBe(true);
		const rows = await inbox();
		expect(again).toEqual({
			start: false,
			status: 200,
			body: { status: 'duplicate', event: rows[0]?.['id'] },
		});
		expect(rows).toMatchObject([{ status: 'received', duplicate_count: 1 }]);
	});

	it('starts one of eight concurrent deliveries', async () => {
		const received = await Promise.all(
			Array.from({ length: 8 }, async () => await receive(database.db, created)),
		);
		expect(received.filter(({ start }) => start)).toHaveLength(1);
		expect(await inbox()).toMatchObject([{ duplicate_count: 7 }]);
	});

	it.each([
		[
			'one that the trigger is not set to',
			created,
			'BOOKING_CREATED',
			'The trigger is not set to Booking Created.',
		],
		[
			'one that this version does not know',
			{ ...created, triggerEvent: 'BOOKING_FROZEN' },
			'BOOKING_FROZEN',
			'The trigger is not set to an event that this version does not know.',
		],
		[
			'one that can not be read',
			{ triggerEvent: 'BOOKING_PAID' },
			'BOOKING_PAID',
			'The trigger is not set to Booking Paid.',
		],
		[
			'one about no booking',
			fixture('ooo_created'),
			'OOO_CREATED',
			'The trigger is not set to Out of Office.',
		],
	])('records as ignored %s', async (_name, body, type, sentence) => {
		const received = await receive(database.db, body, onlyCancelled);
		expect(received).toEqual({ start: false, status: 200, body: { status: 'ignored', type } });
		expect(await inbox()).toMatchObject([
			{ status: 'ignored', event_type: type, error_message: sentence },
		]);
	});

	it('passes an ignored event to a trigger that selects it, once, and never ignores it again', async () => {
		await receive(database.db, created, onlyCancelled);
		const wanted = await Promise.all(
			[1, 2, 3].map(async () => await receive(database.db, created)),
		);
		expect(wanted.filter(({ start }) => start)).toHaveLength(1);
		await receive(database.db, created, onlyCancelled);
		expect(await inbox()).toMatchObject([{ status: 'received', error_message: null, attempts: 1 }]);
	});

	it.each([
		['a requested booking', fixture('booking_requested'), '6f1d2c3b-4a59-4e68-9b7a-0c1d2e3f4a5b'],
		['a video booking', created, 'redacted-daily-token'],
		['an ignored event', { ...created, triggerEvent: 'NEW' }, 'redacted-daily-token'],
		[
			'an unreadable event',
			{ ...created, triggerEvent: undefined, payload: [{ token: 'hidden-1' }] },
			'hidden-1',
		],
		[
			'a body that is not JSON',
			Buffer.from('uid=1&oneTimePassword=hidden-2&x={"password" : "hid\\"den-2",'),
			/hidden-2|den-2/,
		],
		['a list', Buffer.from('[{"oneTimePassword":"hidden-3","a":1}]'), 'hidden-3'],
	])('never stores the credentials of %s', async (_name, body, credential) => {
		await receive(database.db, body, {
			...acceptAll,
			events: ['BOOKING_CREATED', 'BOOKING_REQUESTED'],
		});
		const rows = await inbox();
		expect(rows).toHaveLength(1);
		expect(JSON.stringify(rows)).not.toMatch(credential);
		expect(String(rows[0]?.['payload'])).toContain('[removed]');
	});

	it('does not store them in any other table either', async () => {
		await deliver(database.db, fixture('booking_requested'));
		await deliver(database.db, fixture('booking_created.basic'));
		for (const table of [
			'leads',
			'bookings',
			'activities',
			'booking_history',
			'booking_references',
		]) {
			const rows = JSON.stringify(await database.query(`SELECT * FROM ${table}`));
			expect(rows).not.toMatch(/6f1d2c3b-4a59|redacted-daily-token/);
		}
	});

	it('starts the workflow unrecorded while the database is down; the row it gets later is the same', async () => {
		const down = openDatabase({ ...settingsFromUrl(database.url), port: 1 });
		const received = await receiveDelivery(async () => down, delivery(created), acceptAll);
		await down.destroy();
		expect(received).toMatchObject({
			start: true,
			event: { event: { id: null } },
			unrecorded: { bodyHash: expect.any(String) },
		});
		if (!received.start || !received.unrecorded) return;
		await recordDelivery(database.db, inboxEvent(received.event, received.unrecorded));
		const later = await inbox();
		await emptyTables(database.query);
		await receive(database.db, created);
		const given = ({
			dedupe_key,
			body_hash,
			payload,
			reading,
			status,
			occurred_at,
			attempts,
		}: Record<string, unknown>) => [
			[dedupe_key, body_hash, payload, reading, status, occurred_at, attempts],
		];
		expect(later.map(given)).toEqual((await inbox()).map(given));
	});
});
