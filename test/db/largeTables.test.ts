import { healthOf, listsOf } from '../../nodes/core/services/health';
import { claimUnfinished } from '../../nodes/core/services/retryEvents';
import { variant } from '../support/events';
import { onEachServer, type TestDatabase } from '../support/database';
import { type Access, planOf, scansIn, statementsOf } from '../support/statements';
import { deliver } from './deliver';
import { few, makeLargeDatabase } from './largeDatabase';

const sizes = { events: 20_000, bookings: 6_000, leads: 4_000 };

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await makeLargeDatabase(server, sizes);
	});
	afterAll(async () => await database.drop());

	const scans = async (statements: readonly string[]): Promise<Array<[string, Access[]]>> => {
		const found: Array<[string, Access[]]> = [];
		for (const statement of statements) {
			const plan = scansIn(await planOf(database.query, statement), few);
			if (plan.length > 0) found.push([statement.slice(0, 200), plan]);
		}
		return found;
	};

	it.each([
		['a booking', 'booking_created.basic', { uid: 'fresh' }],
		['a booking that is moved', 'booking_rescheduled', { uid: 'moved', rescheduleUid: 'fresh' }],
		['a booking that is cancelled', 'booking_cancelled', { uid: 'moved' }],
	])('%s reads no whole table', async (_, name, payload) => {
		const body = variant(name, '2026-11-05T08:00:00.000Z', payload);
		const statements = await statementsOf(database.url, async (db) => {
			await deliver(db, body);
		});
		expect(statements.length).toBeGreaterThan(10);
		expect(await scans(statements)).toEqual([]);
	});

	it('a claim of unfinished events reads no whole table', async () => {
		const statements = await statementsOf(database.url, async (db) => {
			await claimUnfinished(db, 50, new Date());
		});
		expect(await scans(statements)).toEqual([]);
	});

	it('Health reads a whole table only to count all events, and its lists read none', async () => {
		const statements = await statementsOf(database.url, async (db) => {
			await healthOf(db, 0);
			await listsOf(db);
		});
		expect(await scans(statements.filter((one) => !/COUNT\(\*\).* group by/.test(one)))).toEqual(
			[],
		);
	});

	it('the newest leads and bookings come from an index', async () => {
		const lists = await statementsOf(database.url, async (db) => void (await listsOf(db)));
		const newest = [
			"SELECT * FROM leads WHERE reference = 'level_check' ORDER BY created_at DESC LIMIT 5",
			'SELECT * FROM bookings ORDER BY created_at DESC LIMIT 5',
			...lists.filter((one) => /order by `b`.`created_at`/.test(one)),
		];
		expect(newest).toHaveLength(3);
		for (const statement of newest) {
			const keys = (await planOf(database.query, statement)).map(({ key }) => key);
			expect([statement, keys.join()]).toEqual([
				statement,
				expect.stringMatching(/created_at_index/),
			]);
		}
	});
});
