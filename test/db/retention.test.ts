import { applyRetention, defaultRetention } from '../../nodes/core/services/retention';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { variant } from '../support/events';
import { deliver, emptyTables, receive } from './deliver';

const created = (uid: string) =>
	variant('booking_created.basic', '2026-11-06T08:00:00.000Z', { uid });

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await makeDatabase(server);
	});
	afterAll(async () => await database.drop());
	beforeEach(async () => await emptyTables(database.query));

	const age = async (uid: string, days: number) =>
		await database.query(
			`UPDATE webhook_events SET created_at = created_at - INTERVAL ${days} DAY WHERE external_id = ?`,
			[uid],
		);

	it('empties bodies after 90 days and deletes events after 400, but never unfinished ones', async () => {
		for (const uid of ['new', 'old', 'ancient']) await deliver(database.db, created(uid));
		await receive(database.db, created('unfinished'));
		await age('old', 91);
		await age('ancient', 401);
		await age('unfinished', 500);
		expect(await applyRetention(database.db, defaultRetention)).toMatchObject({
			payloadsEmptied: 2,
			eventsDeleted: 1,
		});
		expect(
			await database.query(
				'SELECT external_id, payload IS NULL AS emptied, dedupe_key IS NULL AS keyless FROM webhook_events ORDER BY id',
			),
		).toEqual([
			{ external_id: 'new', emptied: 0, keyless: 0 },
			{ external_id: 'old', emptied: 1, keyless: 0 },
			{ external_id: 'unfinished', emptied: 0, keyless: 0 },
		]);
		expect(await deliver(database.db, created('old'))).toMatchObject({
			body: { status: 'duplicate' },
		});
	});

	it('refuses invalid numbers of days', async () => {
		for (const days of [
			{ payloadDays: 0, eventDays: 400 },
			{ payloadDays: 90, eventDays: 30 },
		]) {
			await expect(applyRetention(database.db, days)).rejects.toThrow('must be whole numbers');
		}
	});

	it.each(['received', 'processing', 'failed', 'quarantined'])(
		'never touches what is %s, however old',
		async (status) => {
			await receive(database.db, created('kept'));
			await age('kept', 5000);
			const set = "UPDATE webhook_events SET status = ?, error_message = 'Why.'";
			await database.query(set, [status]);
			const rows = async () => await database.query('SELECT * FROM webhook_events');
			const before = await rows();
			const nothing = { payloadsEmptied: 0, bookingPayloadsEmptied: 0, eventsDeleted: 0 };
			expect(await applyRetention(database.db, defaultRetention)).toEqual(nothing);
			expect(await rows()).toEqual(before);
		},
	);

	it('empties the body stored with a booking 90 days after its last event, and the texts of ignored events', async () => {
		for (const uid of ['quiet', 'busy']) await deliver(database.db, created(uid));
		await receive(database.db, created('ignored'));
		await database.query(
			"UPDATE webhook_events SET status = 'ignored', error_message = 'Why.', locked_until = NULL WHERE external_id = 'ignored'",
		);
		await age('ignored', 91);
		const old = 'UTC_TIMESTAMP(3) - INTERVAL 91 DAY';
		await database.query(
			`UPDATE bookings SET last_event_at = ${old}, updated_at = '2026-01-01' WHERE external_booking_id = 'quiet'`,
		);
		await database.query(
			"UPDATE bookings SET last_event_at = UTC_TIMESTAMP(3) WHERE external_booking_id = 'busy'",
		);
		expect(await applyRetention(database.db, defaultRetention)).toEqual({
			payloadsEmptied: 1,
			bookingPayloadsEmptied: 1,
			eventsDeleted: 0,
		});
		expect(
			await database.query(
				"SELECT external_booking_id, webhook_payload IS NULL AS emptied, updated_at = '2026-01-01' AS same FROM bookings ORDER BY id",
			),
		).toEqual([
			{ external_booking_id: 'quiet', emptied: 1, same: 1 },
			{ external_booking_id: 'busy', emptied: 0, same: 0 },
		]);
		expect(
			await database.query(
				"SELECT payload, error_message, dedupe_key IS NULL AS keyless FROM webhook_events WHERE external_id = 'ignored'",
			),
		).toEqual([{ payload: null, error_message: null, keyless: 0 }]);
	});

	it('processes more rows than one statement handles', async () => {
		await deliver(database.db, created('one'));
		const { insertId } = (await database.query(
			"INSERT INTO bookings (booking_provider, webhook_payload, last_event_at) VALUES ('cal.com', '{}', '2020-01-01')",
		)) as unknown as { insertId: number };
		await age('one', 100);
		for (let rows = 1; rows < 4096; rows *= 2) {
			await database.query(
				`INSERT INTO webhook_events (provider, event_type, status, payload, dedupe_key, created_at)
				SELECT provider, event_type, status, payload, UUID(), created_at FROM webhook_events`,
			);
			await database.query(
				`INSERT INTO bookings (booking_provider, webhook_payload, last_event_at)
				SELECT booking_provider, webhook_payload, last_event_at FROM bookings WHERE id >= ${insertId}`,
			);
		}
		expect(await applyRetention(database.db, defaultRetention)).toEqual({
			payloadsEmptied: 4096,
			bookingPayloadsEmptied: 4096,
			eventsDeleted: 0,
		});
		expect(await applyRetention(database.db, { payloadDays: 90, eventDays: 95 })).toEqual({
			payloadsEmptied: 0,
			bookingPayloadsEmptied: 0,
			eventsDeleted: 4096,
		});
	});
});
