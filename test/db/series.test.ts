import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { variant } from '../support/events';
import { permutations } from '../domain/moments';
import { deliver, emptyTables } from './deliver';

type Json = Record<string, unknown>;

const weekly = { recurringEvent: { freq: 2, count: 3, interval: 1 } };
const at = (day: number, minute = 0, second = 0) =>
	new Date(Date.UTC(2026, 10, day, 8, minute, second)).toISOString();
const slot = (week: number, hour: number) =>
	new Date(Date.UTC(2026, 11, 1 + 7 * week, hour)).toISOString();

/** The bookings of one series: `name0`, `name1`, `name2`, a second apart. */
const series = (name: string, day: number, hour: number, more: Json = {}): Json[] =>
	[0, 1, 2].map((week) =>
		variant('booking_created.basic', at(day, 0, week), {
			...weekly,
			uid: `${name}${week}`,
			startTime: slot(week, hour),
			endTime: slot(week, hour),
			...more,
		}),
	);
const ended = (uid: string, day: number, week: number, hour: number, minute = 30) =>
	variant('booking_cancelled.recurring_all', at(day, minute), {
		...weekly,
		uid,
		startTime: slot(week, hour),
	});

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());

	const living = async () =>
		(
			await database.query(
				"SELECT external_booking_id AS uid FROM bookings WHERE status = 'scheduled' ORDER BY 1",
			)
		).map(({ uid }) => uid);
	const all = async (bodies: readonly Json[]) => {
		for (const body of bodies) await deliver(database.db, body);
	};

	it('ends with one cancellation, whichever of its bookings the cancellation names, in any order', async () => {
		const bodies = [...series('a', 1, 9), ended('a1', 1, 1, 9)];
		for (const order of permutations(bodies)) {
			await emptyTables(database.query);
			await all(order);
			expect(await living()).toEqual([]);
		}
		expect(
			await database.query("SELECT subject FROM activities WHERE subject LIKE '%Cancelled'"),
		).toHaveLength(1);
	});

	it('includes a booking that was moved off the grid', async () => {
		const moved = variant('booking_rescheduled', at(1, 10), {
			uid: 'moved',
			rescheduleUid: 'a1',
			rescheduleStartTime: slot(1, 9),
			startTime: slot(1, 15),
		});
		const bodies = [...series('a', 1, 9), moved, ended('a0', 1, 0, 9)];
		await all(bodies);
		expect(await living()).toEqual([]);
		await emptyTables(database.query);
		await all([...bodies].reverse());
		expect(await living()).toEqual([]);
	});

	it('leaves bookings that had started before it ended', async () => {
		await all(series('a', 1, 9));
		const inDecember = variant('booking_cancelled.recurring_all', '2026-11-20T09:00:00.000Z', {
			...weekly,
			uid: 'a2',
			startTime: slot(2, 9),
		});
		await all([inDecember]);
		expect(await living()).toEqual([]);
		await emptyTables(database.query);
		const past = series('a', 1, 9).map((body, week) => ({
			...body,
			payload: {
				...(body['payload'] as Json),
				startTime: new Date(Date.UTC(2026, 10, 6 + 7 * week, 9)).toISOString(),
			},
		}));
		await all([
			...past,
			variant('booking_cancelled.recurring_all', '2026-11-14T09:00:00.000Z', {
				...weekly,
				uid: 'a2',
				startTime: '2026-11-20T09:00:00.000Z',
			}),
		]);
		expect(await living()).toEqual(['a0', 'a1']);
	});

	it.each([
		['booked again at the same hour', series('b', 3, 9)],
		['beside it', series('b', 1, 11)],
		['at the same hour, of another event type', series('b', 1, 9, { eventTypeId: 7 })],
		[
			'booked an hour after it, on the same grid',
			series('b', 1, 9).map((body) => ({ ...body, createdAt: at(1, 20) })),
		],
	])('leaves a series %s alone', async (_name, other) => {
		const bodies = [...series('a', 1, 9), ended('a0', 1, 0, 9), ...other];
		await all(bodies);
		expect(await living()).toEqual(['b0', 'b1', 'b2']);
		await emptyTables(database.query);
		await all([...bodies].reverse());
		expect(await living()).toEqual(['b0', 'b1', 'b2']);
	});

	it('is declined as a whole, and confirmed as a whole', async () => {
		const requested = [0, 1, 2].map((week) =>
			variant('booking_requested', at(1, 0, week), {
				...weekly,
				uid: `a${week}`,
				startTime: slot(week, 9),
			}),
		);
		const rejected = variant('booking_rejected', at(1, 5), {
			...weekly,
			uid: 'a0',
			startTime: slot(0, 9),
		});
		const confirmed = variant('booking_created.after_confirmation', at(1, 6), {
			...weekly,
			uid: 'a0',
			startTime: slot(0, 9),
		});
		await all([...requested, rejected]);
		expect(await living()).toEqual([]);
		await all([confirmed]);
		expect(await living()).toEqual(['a0', 'a1', 'a2']);
		await emptyTables(database.query);
		await all([confirmed, rejected, ...requested]);
		expect(await living()).toEqual(['a0', 'a1', 'a2']);
	});

	it('ends for bookings that arrive at the same moment', async () => {
		for (let run = 0; run < 10; run++) {
			await emptyTables(database.query);
			const bodies = [...series('a', 1, 9), ended('a0', 1, 0, 9)];
			await Promise.all(bodies.map(async (body) => await deliver(database.db, body)));
			expect(await living()).toEqual([]);
		}
	});
});
