import { checkDatabase } from '../../nodes/core/db/migration/check';
import { migrate } from '../../nodes/core/db/migration/migrate';
import { schemaVersion } from '../../nodes/core/db/migration/schema';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { fixture, variant } from '../support/events';
import { deliver } from './deliver';
import { laravelRows, laravelTables } from './laravelTables';

const uid = '7Kp2vQhWm9XcTzR4sNbJdE';
const moved = '2026-11-12T13:00:00.000Z';

onEachServer((server) => {
	let database: TestDatabase;
	const booking = async (id = 21) =>
		(await database.query(`SELECT * FROM bookings WHERE id = ${id}`))[0];
	const contents = async () => ({
		users: await database.query('SELECT * FROM users'),
		leads: await database.query(
			'SELECT id, first_name, last_name, email, reference, stage, created_at FROM leads',
		),
		bookings: await database.query(
			'SELECT id, lead_id, scheduled_at, status, priority, created_at, updated_at FROM bookings',
		),
		activities: await database.query('SELECT id, lead_id, type, subject, pinned FROM activities'),
		events: await database.query(
			'SELECT id, provider, external_id, event_type, status FROM webhook_events',
		),
		view: await database.query('SELECT * FROM upcoming_level_checks'),
	});
	beforeEach(async () => {
		database = await makeDatabase(server, false);
		for (const statement of [...laravelTables, ...laravelRows]) await database.query(statement);
	});
	afterEach(async () => await database.drop());

	it("adds what is missing in another application's tables and changes nothing else in them", async () => {
		const before = await contents();
		await migrate(database.db);
		expect(await contents()).toEqual(before);
		expect(await migrate(database.db)).toBe(0);
		expect((await checkDatabase(database.db)).message).toBe(
			`The database is ready (schema version ${schemaVersion}).`,
		);
	});

	it('finds an existing booking by its uid; its values survive older events', async () => {
		await migrate(database.db);
		const before = await booking();
		await deliver(database.db, fixture('booking_created.basic'));
		await deliver(database.db, fixture('booking_rescheduled'));
		expect(await database.query('SELECT id FROM bookings ORDER BY id')).toEqual(
			[21, 22, 23].map((id) => ({ id })),
		);
		const kept = [
			'id',
			'lead_id',
			'booking_type',
			'scheduled_at',
			'status',
			'assigned_teacher_id',
			'priority',
			'created_at',
		];
		expect(await booking()).toMatchObject(
			Object.fromEntries(kept.map((name) => [name, before?.[name]])),
		);
		expect(await booking()).toMatchObject({ meeting_url: expect.stringContaining('https://') });
		expect(
			await database.query('SELECT subject FROM activities WHERE booking_id = 21 ORDER BY id'),
		).toHaveLength(2);
	});

	it('moves it by a newer event, which changes only the values it contains', async () => {
		await migrate(database.db);
		await deliver(database.db, variant('booking_rescheduled', '2026-11-07T09:00:00.000Z'));
		expect(await booking()).toMatchObject({
			lead_id: 11,
			scheduled_at: new Date(moved),
			status: 'scheduled',
			assigned_teacher_id: 5,
			priority: 3,
			external_booking_id: 'eH4tYwB8nLrKq6DfVxZ3Pa',
		});
		expect(
			await database.query(
				'SELECT id, reference, source_detail, stage, last_name FROM leads WHERE id = 11',
			),
		).toEqual([
			{
				id: 11,
				reference: 'newsletter',
				source_detail: 'spring',
				stage: 'won',
				last_name: 'Öztürk',
			},
		]);
	});

	it('moves a booking whose last change is unknown', async () => {
		await migrate(database.db);
		await deliver(
			database.db,
			variant('booking_rescheduled', '2026-11-07T09:00:00.000Z', {
				uid: 'new',
				rescheduleUid: 'untouched',
			}),
		);
		expect(await booking(22)).toMatchObject({
			scheduled_at: new Date(moved),
			external_booking_id: 'new',
			lead_id: 12,
		});
	});

	it('finds a booking that the application added after the migration once it is migrated again', async () => {
		await migrate(database.db);
		await database.query(
			`INSERT INTO bookings (id, lead_id, booking_provider, external_booking_id, created_at, updated_at) VALUES
				(30, 12, 'cal.com', 'later', '2026-11-03 08:00:00', '2026-11-03 08:00:00')`,
		);
		await migrate(database.db);
		await deliver(
			database.db,
			variant('booking_cancelled', '2026-11-08T09:00:00.000Z', { uid: 'later' }),
		);
		expect(
			await database.query("SELECT id, status FROM bookings WHERE external_booking_id = 'later'"),
		).toEqual([{ id: 30, status: 'cancelled' }]);
	});

	it('finishes an event twice within a second, in a column of whole seconds', async () => {
		await migrate(database.db);
		const body = variant('booking_created.basic', '2026-11-03T08:14:22.517Z', { uid });
		await Promise.all([deliver(database.db, body), deliver(database.db, body)]);
		expect(
			await database.query("SELECT status FROM webhook_events WHERE status <> 'pending'"),
		).toEqual([{ status: 'processed' }]);
	});
});
