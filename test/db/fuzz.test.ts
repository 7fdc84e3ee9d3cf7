import { defaultEvents } from '../../nodes/core/calcom/events';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { bodiesOf } from '../support/fuzzed/bodies';
import { unsoundBookings, unsoundEvents } from '../support/inboxSound';
import { acceptAll, receive, work } from './deliver';

/** Bodies per server, and the seed of their sequence: the seed of a failed run reproduces it. */
const count = Number(process.env['MTL_FUZZ'] ?? 1500);
const seed = Number(process.env['MTL_FUZZ_SEED'] ?? Math.floor(Math.random() * 1e9));

const timeoutMs = 120_000 + count * 30;

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => (database = await makeDatabase(server)));
	afterAll(async () => await database.drop());

	/** The outcome for a body: its answer, or an error that must not occur. */
	async function outcome(body: Buffer, number: number): Promise<string> {
		try {
			const events = number % 2 ? acceptAll.events : defaultEvents;
			const received = await receive(database.db, body, { ...acceptAll, events: [...events] });
			if (received.start) {
				if (received.unrecorded) return 'unrecorded';
				await work(database.db, received.event, number % 3 ? 'UTC' : 'Europe/Amsterdam');
				return 'processed';
			}
			const { status, body: answer } = received;
			if (status === 422 && !/\w{3}.*\.$/.test(String(answer['reason']))) return 'no sentence';
			return `${status} ${String(answer['status'])}`;
		} catch (error) {
			return `${String(error)} ${String((error as { cause?: unknown }).cause ?? '')}`;
		}
	}

	it(
		`takes ${count} bodies of any kind, and leaves whole rows (seed ${seed})`,
		async () => {
			const expected = ['processed', '200 pong', '200 ignored', '200 duplicate', '422 failed'];
			const outcomes: Record<string, number> = {};
			const wrong: string[] = [];
			let number = 0;
			for (const body of bodiesOf(seed, count)) {
				const what = await outcome(body, number);
				outcomes[what] = (outcomes[what] ?? 0) + 1;
				if (!expected.includes(what))
					wrong.push(`${number}: ${what}: ${body.toString('utf8').slice(0, 300)}`);
				number += 1;
			}
			expect(wrong.slice(0, 20)).toEqual([]);
			expect(Object.keys(outcomes).sort()).toEqual([...expected].sort());
			expect(await unsoundEvents(database.query)).toEqual([]);
			expect(await unsoundBookings(database.query)).toEqual([]);
			const [{ processed } = {}] = await database.query(
				"SELECT COUNT(*) AS processed FROM webhook_events WHERE status = 'processed'",
			);
			expect(processed).toBe(outcomes['processed']);
		},
		timeoutMs,
	);
});
