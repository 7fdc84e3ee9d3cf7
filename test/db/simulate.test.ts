import { simulate } from '../simulate/simulate';
import { noTrouble } from '../simulate/trouble';
import type { Dialect } from '../support/calcom';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';

const dialects: Dialect[] = ['cloud', 'selfHosted2025', 'calDiy2026'];
const week = { seed: 1, days: 7, wishesPerDay: 30, horizonDays: 3 };

onEachServer((server) => {
	let database: TestDatabase;
	beforeEach(async () => {
		database = await makeDatabase(server);
	});
	afterEach(async () => await database.drop());

	describe.each(dialects)("a school's week on %s", (dialect) => {
		it('without trouble differs only in what Cal.com changes silently', async () => {
			const plan = { ...week, dialect, trouble: noTrouble };
			const { differences, receiver, life } = await simulate(database.db, plan);
			expect(receiver.failed).toEqual([]);
			const { silent } = life.calcom.school;
			const untold = differences.filter(
				({ kind, uid }) => kind !== 'status' && !silent.some((one) => one.uid === uid),
			);
			// Only the cloud tells of another host or place.
			const kinds = new Set(untold.map(({ kind }) => kind));
			expect([...kinds].filter((kind) => kind !== 'host' && kind !== 'location')).toEqual([]);
			if (dialect === 'cloud') expect(untold).toEqual([]);
		});
	});
});
