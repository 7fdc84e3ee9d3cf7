import { makeExpectedBookings } from '../faults/expectedBookings';
import { shuffled } from '../faults/load';
import { retries } from '../../nodes/core/db/transaction';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { variant } from '../support/events';
import { deliver, emptyTables } from './deliver';

type Json = Record<string, unknown>;

const size = (name: string, usual: number) => Number(process.env[name] ?? usual);
const many = size('MTL_TEST_BOOKINGS', 1000);
const ofFew = size('MTL_TEST_BOOKINGS_OF_FEW', 600);
const seated = size('MTL_TEST_SEATS', 12);
const atOnce = 32;

const person = (n: number) => ({
	email: `person${n}@kunde.example`,
	name: `Person ${n}`,
	timeZone: 'UTC',
});
const minutesLater = (n: number) => new Date(Date.UTC(2026, 10, 1, 8, n)).toISOString();
const slot = (n: number) => new Date(Date.UTC(2026, 11, 1, 9, n)).toISOString();

/** Delivers all, 32 at a time, as n8n would. */
async function deliverAll({ db }: TestDatabase, bodies: readonly Json[]): Promise<void> {
	const waiting = [...bodies];
	const worker = async () => {
		for (let body = waiting.pop(); body; body = waiting.pop()) await deliver(db, body);
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
}

onEachServer((server) => {
	let database: TestDatabase;
	const rows = async (sql: string) => await database.query(sql);
	const numbers = async (sql: string) =>
		(await rows(sql)).map((row) => Object.values(row).map(Number));
	const noFailures = async (events: number) => {
		expect(await rows('SELECT status, COUNT(*) AS n FROM webhook_events GROUP BY status')).toEqual([
			{ status: 'processed', n: events },
		]);
	};
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	const before = { ...retries };
	beforeAll(() => Object.assign(before, retries));
	afterAll(async () => {
		const again = retries.conflicts - before.conflicts;
		process.stderr.write(`${server.name}: ${again} transactions ran again after a conflict\n`);
		expect(retries.connections).toBe(before.connections);
		await database.drop();
	});

	it.each([
		[many, 200],
		[ofFew, 3],
	])(
		'keeps %d bookings × 3 deliveries of %d people exact, in any order, all at once',
		async (bookings, people) => {
			const planned = makeExpectedBookings('booking', bookings, people);
			const texts = planned.flatMap(({ deliveries }) => deliveries.map(({ text }) => text));
			await deliverAll(
				database,
				shuffled(texts).map((text) => JSON.parse(text) as Json),
			);
			await noFailures(bookings * 3);
			const found = await rows(
				`SELECT b.external_booking_id AS uid, l.email, b.scheduled_at, b.status FROM bookings b JOIN leads l ON l.id = b.lead_id`,
			);
			const expected = planned.map(({ uids, email, startsAt, status }) => ({
				...{ uid: uids[1], email, scheduled_at: new Date(startsAt), status },
			}));
			const byUid = (a: Json, b: Json) => (String(a['uid']) < String(b['uid']) ? -1 : 1);
			expect(found.sort(byUid)).toEqual(expected.sort(byUid));
			expect(await numbers('SELECT COUNT(*), COUNT(DISTINCT email) FROM leads')).toEqual([
				[people, people],
			]);
			expect(await numbers('SELECT COUNT(*), COUNT(DISTINCT event_key) FROM activities')).toEqual([
				[bookings * 3, bookings * 3],
			]);
			expect(
				await numbers('SELECT DISTINCT COUNT(*) FROM activities GROUP BY booking_id, lead_id'),
			).toEqual([[3]]);
			expect(await numbers('SELECT COUNT(*) FROM booking_history')).toEqual([[bookings * 3]]);
		},
	);

	it(`keeps the seats of ${seated} people correct while they take, move and cancel them concurrently`, async () => {
		const seats = Array.from({ length: seated }, (_, n) => n);
		const life = seats.flatMap((n) => {
			const own = {
				attendees: [person(n)],
				responses: undefined,
				attendeeSeatId: `seat-${n}`,
				seatsPerTimeSlot: 50,
			};
			const leave = {
				...own,
				attendees: [{ ...person(n), id: n + 1 }],
				attendeeSeatId: undefined,
				uid: 'slotB',
				startTime: slot(2),
			};
			const move = {
				...own,
				uid: 'slotB',
				rescheduleUid: 'slotA',
				startTime: slot(2),
				rescheduledBy: person(n).email,
			};
			return [
				variant('booking_created.seat_first', minutesLater(1), {
					...own,
					uid: 'slotA',
					startTime: slot(1),
				}),
				variant('booking_rescheduled.seat_attendee_existing_slot', minutesLater(2), move),
				...(n % 2 === 0 ? [variant('booking_cancelled.seat', minutesLater(3), leave)] : []),
			];
		});
		await deliverAll(database, shuffled(life));
		await noFailures(life.length);
		expect(
			await rows(
				`SELECT l.email, b.external_booking_id AS uid, b.scheduled_at, b.status, COUNT(a.id) AS timeline FROM bookings b
					JOIN leads l ON l.id = b.lead_id JOIN activities a ON a.booking_id = b.id AND a.lead_id = l.id
					GROUP BY b.id, l.email, uid, b.scheduled_at, b.status ORDER BY l.id`,
			).then((found) =>
				found.sort(
					(a, b) => Number(/\d+/.exec(String(a['email']))) - Number(/\d+/.exec(String(b['email']))),
				),
			),
		).toEqual(
			seats.map((n) => ({
				email: person(n).email,
				uid: 'slotB',
				scheduled_at: new Date(slot(2)),
				status: n % 2 === 0 ? 'cancelled' : 'scheduled',
				timeline: n % 2 === 0 ? 3 : 2,
			})),
		);
		expect(await numbers('SELECT COUNT(*) FROM bookings')).toEqual([[seated]]);
		expect(await numbers('SELECT COUNT(*) FROM activities')).toEqual([[life.length]]);
	});
});
