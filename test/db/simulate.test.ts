import { reconcileWith } from '../simulate/reconcile';
import { simulate } from '../simulate/simulate';
import { noTrouble } from '../simulate/trouble';
import type { Dialect } from '../support/calcom';
import { makeDatabase, onEachServer, type TestDatabase, testServers } from '../support/database';

const dialects: Dialect[] = ['cloud', 'selfHosted2025', 'calDiy2026'];
const seed = Number(process.env['MTL_TEST_SCHOOL'] ?? 1);
const few = { seed, days: 4, wishesPerDay: 20, horizonDays: 2 };
const week = { seed, days: 7, wishesPerDay: 30, horizonDays: 3 };

onEachServer((server) => {
	let database: TestDatabase;
	beforeEach(async () => {
		database = await makeDatabase(server);
	});
	afterEach(async () => await database.drop());

	// The dialects differ in what is read, not in what is written.
	const played = server.url === testServers()[0]?.url ? dialects : (['calDiy2026'] as const);
	describe.each(played)('a school on %s', (dialect) => {
		it('differs only in what Cal.com changes silently, where every delivery arrives', async () => {
			const plan = { ...few, dialect, trouble: noTrouble };
			const { differences, hidden, receiver, life } = await simulate(database.db, plan);
			expect(receiver.failed).toEqual([]);
			const silent = new Set(life.calcom.school.silent.map(({ uid }) => uid));
			// Cal.com never tells that a booking took place, and only the cloud tells of hosts and places.
			const untold = new Set(['status', ...(dialect === 'cloud' ? [] : ['host', 'location'])]);
			const others = [...differences, ...hidden].filter(
				({ kind, uid }) => !untold.has(kind) && !silent.has(uid),
			);
			expect(others).toEqual([]);
		});

		it('has the same appointments as Cal.com after a week with reconciliation', async () => {
			const outcome = await simulate(database.db, { ...week, dialect }, reconcileWith(database.db));
			const { differences, again, receiver, runsAway, healed } = outcome;
			expect(differences).toEqual([]);
			expect(again.found).toEqual({});
			expect(receiver.failed).toEqual([]);
			expect(receiver.answers['none']).toBeGreaterThan(20);
			expect(runsAway).toBe(1);
			expect(healed['missing']).toBeGreaterThan(20);
		});
	});
});
