import { checkDatabase } from '../../nodes/core/db/migration/check';
import { migrate } from '../../nodes/core/db/migration/migrate';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { fixture, variant } from '../support/events';
import { deliver } from './deliver';
import { statementsIn } from './mend';
import { yearOldApp } from './yearOldApp';

const uid = '7Kp2vQhWm9XcTzR4sNbJdE';

onEachServer((server) => {
	let database: TestDatabase;
	beforeEach(async () => {
		database = await makeDatabase(server, false);
		for (const statement of yearOldApp) await database.query(statement);
	});
	afterEach(async () => await database.drop());

	it('is taken from check to its first bookings by the list of check alone', async () => {
		const rows = async () => ({
			leads: await database.query('SELECT id, email, stage, deleted_at FROM leads WHERE id < 20'),
			bookings: await database.query(
				'SELECT id, scheduled_at, status, priority, deleted_at FROM bookings WHERE id < 32',
			),
			events: await database.query(
				'SELECT id, external_id, status FROM webhook_events WHERE dedupe_key IS NULL',
			),
			jobs: await database.query('SELECT * FROM jobs'),
		});
		await expect(migrate(database.db)).rejects.toThrow('must be changed before the migration');
		const { problems, notes } = await checkDatabase(database.db);
		expect(statementsIn(problems)).toHaveLength(5);
		expect(notes.join('\n')).toMatch(/leads has deleted_at.*\n[^]*bookings has triggers/);
		for (const statement of statementsIn(problems)) await database.query(statement);
		expect(await migrate(database.db)).toBeGreaterThan(20);
		expect(await migrate(database.db)).toBe(0);
		expect(await checkDatabase(database.db)).toMatchObject({ ready: true, problems: [] });
		const before = await rows();
		expect(await database.query('SELECT booking_id FROM upcoming_level_checks')).toEqual([
			{ booking_id: 31 },
		]);

		const later = '2026-12-01T08:00:00.000Z';
		await deliver(database.db, variant('booking_created.basic', later, { uid: 'first' }));
		await deliver(database.db, fixture('booking_created.basic'));
		await deliver(database.db, variant('booking_cancelled', later, { uid: 'gone' }));
		expect(
			await database.query(
				"SELECT lead_id, external_booking_id, status FROM bookings WHERE external_booking_id IN ('first', 'gone') ORDER BY id",
			),
		).toEqual([
			{ lead_id: 15, external_booking_id: 'gone', status: 'scheduled' },
			{ lead_id: 15, external_booking_id: 'gone', status: 'cancelled' },
			{ lead_id: 11, external_booking_id: 'first', status: 'scheduled' },
		]);
		expect(
			await database.query(
				`SELECT COUNT(*) AS n FROM bookings WHERE external_booking_id = '${uid}'`,
			),
		).toEqual([{ n: 1 }]);
		const after = await rows();
		expect({ ...after, bookings: null }).toEqual({ ...before, bookings: null });
		expect(after.bookings.filter(({ id }) => id !== 31)).toEqual(
			before.bookings.filter(({ id }) => id !== 31),
		);
	});

	it('lets a living lead have the address of a deleted one, and no two living ones', async () => {
		const { problems } = await checkDatabase(database.db);
		for (const statement of statementsIn(problems)) await database.query(statement);
		await migrate(database.db);
		await database.query("UPDATE leads SET deleted_at = '2026-03-01' WHERE id = 15");
		await database.query("INSERT INTO leads (id, email) VALUES (16, 'noor@kunde.example')");
		await expect(
			database.query("INSERT INTO leads (email) VALUES ('noor@kunde.example')"),
		).rejects.toThrow(/Duplicate entry/);
	});
});
