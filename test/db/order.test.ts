import fc from 'fast-check';

import { bodyHash } from '../../nodes/core/calcom/dedupeKey';
import { recordDelivery } from '../../nodes/core/services/recordDelivery';
import { inboxEvent } from '../../nodes/core/services/recordReceived';
import { permutations } from '../domain/moments';
import { anyLife, anySeats } from '../support/anyLife';
import { anyArrival, arriving, eventOf } from '../support/arrivals';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { bodyOf, lives, livesTwice, type Step } from '../support/lives';
import { emptyTables, work } from './deliver';
import { outcome } from './outcome';

/** How many orders of each kind; hundreds in all. */
const runs = Number(process.env['MTL_TEST_ORDERS'] ?? 80);

/**
 * Delivers all of it: each delivery is recorded, and runs even if the inbox would stop a repeat.
 */
async function run({ query, db }: TestDatabase, news: readonly Step[]) {
	await emptyTables(query);
	for (const one of news) {
		const event = eventOf(one);
		const payload = JSON.stringify(bodyOf(one));
		const kept = { payload, bodyHash: bodyHash(payload), reading: '' };
		const { id, key } = await recordDelivery(db, inboxEvent(event, kept));
		await work(db, { ...event, event: { ...event.event, id, key } });
	}
	return await outcome(query);
}

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await makeDatabase(server);
	});
	afterAll(async () => await database.drop());

	it.each(Object.entries(lives))('leads to the same rows in every order: %s', async (_, life) => {
		const expected = await run(database, life);
		for (const order of permutations(life)) expect(await run(database, order)).toEqual(expected);
	});

	it.each(Object.entries(lives))('… and with repetitions in between: %s', async (_, life) => {
		const expected = await run(database, life);
		const property = fc.asyncProperty(anyArrival(life), async (arrived) => {
			expect(await run(database, arrived)).toEqual(expected);
		});
		await fc.assert(property, { numRuns: runs / 4 });
	});

	it.each(Object.entries(livesTwice))(
		'ends in the same bookings in every order: %s',
		async (_, life) => {
			const seen = async (order: readonly Step[]) => {
				const { bookings, timeline } = await run(database, order);
				return {
					bookings: bookings.map(({ external_booking_id: uid, status }) => [uid, status]),
					timeline: timeline.map(({ subject }) => subject),
				};
			};
			const expected = await seen(life);
			for (const order of permutations(life)) expect(await seen(order)).toEqual(expected);
		},
	);

	it.each([
		['of one person', anyLife],
		['of people in seats', anySeats],
	] as const)('ends in the same rows whatever the order of any life %s', async (_, anyOne) => {
		const property = fc.asyncProperty(arriving(anyOne), async ({ life, arrived }) => {
			expect(await run(database, arrived)).toEqual(await run(database, life));
		});
		await fc.assert(property, { numRuns: runs });
	});
});
