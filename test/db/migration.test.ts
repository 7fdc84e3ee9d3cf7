import { openDatabase } from '../../nodes/core/db/connection';
import { checkDatabase } from '../../nodes/core/db/migration/check';
import { describeDatabase } from '../../nodes/core/db/migration/describe';
import { migrate } from '../../nodes/core/db/migration/migrate';
import { reportViews } from '../../nodes/core/db/migration/reportViews';
import { schemaVersion } from '../../nodes/core/db/migration/schema';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { guideSample } from '../support/guideBodies';
import { deliver } from './deliver';

const tables = [
	'activities',
	'booking_history',
	'booking_references',
	'bookings',
	'leads',
	'mtl_answers',
	'mtl_calcom_accounts',
	'mtl_erasures',
	'mtl_keys',
	'mtl_lead_aliases',
	'mtl_leases',
	'mtl_schema',
	'mtl_settings',
	...reportViews.map(({ name }) => name).sort(),
	'upcoming_level_checks',
	'users',
	'webhook_events',
];

onEachServer((server) => {
	let database: TestDatabase;
	beforeEach(async () => (database = await makeDatabase(server, false)));
	afterEach(async () => await database.drop());

	it('fills an empty database once, and does nothing the second time', async () => {
		const lines: string[] = [];
		expect(await migrate(database.db, (line) => lines.push(line))).toBe(lines.length);
		expect(lines.length).toBeGreaterThan(20);
		expect([...(await describeDatabase(database.db)).tables.keys()].sort()).toEqual(tables);
		expect(await migrate(database.db)).toBe(0);
		expect(await deliver(database.db, guideSample)).toMatchObject({ start: true });
	});

	it.each([2, 8])('is migrated once when %d migrations start concurrently', async (starters) => {
		const pools = Array.from({ length: starters }, () =>
			openDatabase(settingsFromUrl(database.url)),
		);
		try {
			const done = await Promise.all(pools.map(async (db) => await migrate(db)));
			const [statements, ...others] = done.sort((a, b) => b - a);
			expect(statements).toBeGreaterThan(20);
			expect(others).toEqual(others.map(() => 0));
			expect(await database.query('SELECT version FROM mtl_schema')).toEqual([
				{ version: schemaVersion },
			]);
		} finally {
			await Promise.all(pools.map(async (db) => await db.destroy()));
		}
	});

	it('is completed after an interrupted migration', async () => {
		await migrate(database.db);
		await database.query('DROP VIEW upcoming_level_checks');
		await database.query('DROP TABLE booking_history');
		await database.query('ALTER TABLE leads DROP COLUMN notes_stamp');
		await database.query('DROP INDEX webhook_events_dedupe_unique ON webhook_events');
		expect((await checkDatabase(database.db)).problems).toEqual([
			'The table leads lacks columns or indexes.',
			'The table webhook_events lacks columns or indexes.',
			'The table booking_history is missing.',
			'The view upcoming_level_checks is missing.',
		]);
		expect(await migrate(database.db)).toBe(8);
		expect((await checkDatabase(database.db)).ready).toBe(true);
	});

	it('has names and phone numbers indexed, however short an application made their columns', async () => {
		await database.query(
			'CREATE TABLE leads (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, first_name VARCHAR(20) NULL, last_name VARCHAR(12) NULL, phone VARCHAR(15) NULL)',
		);
		await migrate(database.db);
		const indexes = await database.query(
			`SELECT COLUMN_NAME AS name, SUB_PART AS part FROM information_schema.STATISTICS
				WHERE TABLE_SCHEMA = DATABASE() AND INDEX_NAME IN ('leads_phone_index', 'leads_first_name_index', 'leads_last_name_index')
				ORDER BY INDEX_NAME`,
		);
		expect(indexes).toEqual(
			['first_name', 'last_name', 'phone'].map((name) => ({ name, part: null })),
		);
		expect(await migrate(database.db)).toBe(0);
	});

	it('is described in one sentence, before and after', async () => {
		const before = await checkDatabase(database.db);
		expect(before).toMatchObject({ ready: false, version: null });
		expect(before.server).toMatch(/^\d+\.\d+/);
		expect(before.message).toMatch(
			/^The database is not ready:\n- The table leads is missing\.\n[^]*\nRun Database: Migrate/,
		);
		await migrate(database.db);
		expect(await checkDatabase(database.db)).toMatchObject({
			ready: true,
			message: `The database is ready (schema version ${schemaVersion}).`,
			version: schemaVersion,
			problems: [],
		});
	});
});
