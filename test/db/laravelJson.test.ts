import { migrate } from '../../nodes/core/db/migration/migrate';
import { eraseLead } from '../../nodes/core/erasure/eraseLead';
import { claimUnfinished } from '../../nodes/core/services/retryEvents';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { fixture, variant } from '../support/events';
import { placesOf } from '../support/everyColumn';
import { planted, plantedBody, plantedWords } from '../support/planted';
import { acceptAll, deliver, receive } from './deliver';
import { laravelTables } from './laravelTables';

const sent = '2026-11-06T08:00:00.000Z';
const family = variant('booking_created.guests', sent, {
	uid: 'family',
	responses: { email: { value: 'mara.oeztuerk@kunde.example' }, guests: [planted.email] },
});

/** Where bodies are in columns of the type JSON, the server stores them in its own format. */
onEachServer((server) => {
	let database: TestDatabase;
	beforeEach(async () => {
		database = await makeDatabase(server, false);
		for (const statement of laravelTables) await database.query(statement);
		await migrate(database.db);
	});
	afterEach(async () => await database.drop());

	it('reads the stored body of an event that runs again', async () => {
		await receive(database.db, fixture('booking_created.basic'));
		await database.query(
			"UPDATE webhook_events SET status = 'failed', next_attempt_at = '2026-01-01'",
		);
		const { events } = await claimUnfinished(database.db, 9, new Date());
		expect(events.map(({ attendee }) => attendee?.email)).toEqual(['mara.oeztuerk@kunde.example']);
	});

	it('erases a person from them, and keeps data about others', async () => {
		await deliver(database.db, plantedBody('booking_created.basic', sent, { uid: 'mine' }));
		await deliver(database.db, family);
		await deliver(database.db, variant('booking_created.basic', sent, { uid: 'other' }));
		await receive(database.db, Buffer.from(`no JSON of ${planted.email}`), acceptAll);
		const seats = ['booking_created.seat_first', 'booking_created.seat_second_same_uid'] as const;
		await deliver(database.db, plantedBody(seats[0], sent, { uid: 'class' }));
		await deliver(database.db, variant(seats[1], sent, { uid: 'class' }));
		const [other] = await database.query(
			"SELECT * FROM webhook_events WHERE external_id = 'other'",
		);
		expect(await eraseLead(database.db, planted.email)).toMatchObject({ bookings: 2, events: 4 });
		expect(await placesOf(database.query, plantedWords)).toEqual([]);
		const events = await database.query('SELECT * FROM webhook_events ORDER BY id');
		expect(events.map(({ payload }) => payload === null)).toEqual([
			true,
			false,
			false,
			true,
			true,
			false,
		]);
		expect(events[2]).toEqual(other);
		const bodies = await database.query('SELECT webhook_payload AS body FROM bookings ORDER BY id');
		expect(bodies.map(({ body }) => body === null)).toEqual([true, false, false, true, false]);
	});
});
