import { makeDatabase, onEachServer, type TestDatabase, testServers } from '../support/database';
import {
	arrivalOf,
	expectedOf,
	type LivingAppointment,
	recordedLives,
	sorted,
} from '../support/recordedLives';
import { deliver, emptyTables } from './deliver';

const seeds = Number(process.env['MTL_TEST_LIFE_SEEDS'] ?? 0);
/** The longest life is tested the most, on the first server. */
const longest = 'cal-com-bundle';

async function livingIn({ query }: TestDatabase): Promise<LivingAppointment[]> {
	const rows = await query(`SELECT COALESCE(l.email, l.phone) AS person, b.scheduled_at
		FROM bookings b LEFT JOIN leads l ON l.id = b.lead_id WHERE b.status <> 'cancelled'`);
	return rows.map((row) => ({
		person: String(row['person']),
		startsAt: (row['scheduled_at'] as Date).toISOString(),
	}));
}

async function live(database: TestDatabase, bodies: readonly string[]) {
	await emptyTables(database.query);
	for (const body of bodies)
		await deliver(database.db, JSON.parse(body) as Record<string, unknown>);
	return sorted(await livingIn(database));
}

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await makeDatabase(server);
	});
	afterAll(async () => await database.drop());

	describe.each(recordedLives.map((life) => [life.name, life] as const))('%s', (name, life) => {
		const runs = name !== longest ? 3 : server.name === testServers()[0]?.name ? 20 : 5;
		const orders = Array.from({ length: seeds || runs }, (_, seed) => seed);

		it('leads to the rows in Cal.com, in order and in reverse', async () => {
			expect(await live(database, life.bodies)).toEqual(expectedOf(life));
			expect(await live(database, [...life.bodies].reverse())).toEqual(expectedOf(life));
		});

		it.each(orders)('… and with lags and repetitions, in order no. %i', async (seed) => {
			const arrival = { lag: true, doubled: true, shuffled: true };
			const bodies = arrivalOf(life.bodies, seed, arrival);
			expect(await live(database, bodies)).toEqual(expectedOf(life));
		});
	});
});
