import { changeBooking, versionOf } from '../../nodes/core/services/desk/changeBooking';
import {
	readBooking,
	readPerson,
	readUpcoming,
	search,
} from '../../nodes/core/services/desk/pages';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { read, variant } from '../support/events';
import { tablesScanned } from '../support/plans';
import { emptyTables, work } from './deliver';

const booked = read(variant('booking_created.basic', '2026-11-01T08:00:00.000Z'));
const moved = read(variant('booking_rescheduled', '2026-11-02T08:00:00.000Z'));
const by = { email: 'Olga@School.example', name: 'olga in n8n' };

onEachServer((server) => {
	let database: TestDatabase;
	let id: number;
	const row = async () => (await readBooking(database.db, id)).booking;
	const lines = async () =>
		await database.query("SELECT subject, body FROM activities WHERE type = 'desk'");
	const change = async (more: object = {}) =>
		await changeBooking(database.db, {
			bookingId: id,
			seen: versionOf(await row()),
			edits: { status: 'no_show', levelFound: 'B2' },
			subject: 'Outcome Recorded',
			body: 'Level: B2',
			by,
			...more,
		});
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => {
		await emptyTables(database.query);
		await database.query('DELETE FROM users');
		await database.query(
			"INSERT INTO users (id, name, email) VALUES (7, 'Anna', 'anna@school.example'), (8, 'Olga', 'olga@school.example')",
		);
		id = (await work(database.db, booked)).bookings[0]?.id ?? 0;
	});
	afterAll(async () => await database.drop());

	it('stores a change with its line, named as in the table of users', async () => {
		expect(await change()).toMatchObject({ status: 'no_show', level_found: 'B2' });
		expect(await lines()).toEqual([
			{ subject: 'Outcome Recorded', body: 'Level: B2\nBy Olga (Olga@School.example)' },
		]);
		await change({
			edits: null,
			subject: 'Note',
			body: 'called',
			by: { ...by, email: 'x@y.example' },
		});
		expect((await lines())[1]).toEqual({
			subject: 'Note',
			body: 'called\nBy olga in n8n (x@y.example)',
		});
	});

	it('does not overwrite what changed meanwhile, and writes no line', async () => {
		const seen = versionOf(await row());
		await work(database.db, moved);
		await expect(change({ seen })).rejects.toMatchObject({ code: 'changed' });
		expect([await row(), await lines()]).toMatchObject([{ status: 'scheduled' }, []]);
		await expect(change({ bookingId: 999 })).rejects.toMatchObject({ code: 'not-found' });
	});

	it('of two people who change the same booking at once, lets one', async () => {
		const seen = versionOf(await row());
		const both = [7, 8].map(
			async (teacher) => await change({ seen, edits: { assignedTeacherId: teacher } }),
		);
		const ended = await Promise.allSettled(both);
		expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(await lines()).toHaveLength(1);
	});

	it('changes nothing if the line cannot be written', async () => {
		await expect(
			change({ subject: 1n as never, by: { email: null as never, name: '' } }),
		).rejects.toThrow();
		expect(await row()).toMatchObject({ status: 'scheduled' });
	});

	it('lists bookings without a teacher first, past ones to be recorded, and found ones', async () => {
		const hours = (count: number) => new Date(Date.now() + count * 3_600_000);
		const add = async (startsAt: Date, teacher: number | null, status = 'scheduled') =>
			await database.query(
				'INSERT INTO bookings (scheduled_at, assigned_teacher_id, status, title) VALUES (?, ?, ?, ?)',
				[startsAt, teacher, status, `${startsAt.toISOString()} ${teacher}`],
			);
		await database.query("UPDATE bookings SET status = 'completed' WHERE id = ?", [id]);
		await add(hours(1), 7);
		await add(hours(2), null);
		await add(hours(3), null, 'cancelled');
		await add(hours(-5), 7);
		await add(hours(-6), 7, 'completed');
		const upcoming = await readUpcoming(database.db, {
			now: hours(0),
			today: hours(-12),
			tomorrow: hours(12),
			dayAfter: hours(36),
			weekEnd: hours(120),
			recordFrom: hours(-720),
		});
		expect(upcoming.today.map(({ teacher }) => teacher)).toEqual([null, 'Anna', 'Anna']);
		expect(upcoming.toRecord.length).toBe(1);
		const { lead, booking } = await readBooking(database.db, id);
		expect(
			(await search(database.db, lead?.email?.slice(1, 6) ?? '')).map((one) => one.id),
		).toEqual([id]);
		expect(
			(await search(database.db, booking.external_booking_id ?? '')).map((one) => one.id),
		).toEqual([id]);
		const whole = `${lead?.first_name} ${lead?.last_name}`;
		for (const text of [
			whole,
			lead?.email ?? '',
			lead?.email?.toUpperCase() ?? '',
			lead?.phone ?? '',
		]) {
			expect((await search(database.db, text)).map((one) => one.id)).toEqual([id]);
		}
		expect(await search(database.db, '%')).toEqual([]);
		expect((await readPerson(database.db, lead?.id ?? 0)).bookings.map((one) => one.id)).toEqual([
			id,
		]);
	});

	it('finds bookings by time, person and uid, and events, through indexes', async () => {
		const digits =
			'(SELECT 0 d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)';
		const numbers = `(SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d AS n FROM ${digits} a, ${digits} b, ${digits} c, ${digits} e)`;
		await database.query(`INSERT INTO bookings (scheduled_at, status, lead_id)
			SELECT UTC_TIMESTAMP() - INTERVAL n HOUR, IF(n % 9 = 0, 'scheduled', 'completed'), n FROM ${numbers} numbers`);
		await database.query(`INSERT INTO webhook_events (provider, event_type, status, external_id, created_at)
			SELECT 'cal.com', 'BOOKING_CREATED', IF(n % 500 = 0, 'failed', 'processed'), n, UTC_TIMESTAMP() - INTERVAL n HOUR FROM ${numbers} numbers`);
		await database.query('ANALYZE TABLE bookings, webhook_events');
		const queries = [
			"SELECT * FROM bookings b WHERE b.status = 'scheduled' AND b.scheduled_at >= UTC_TIMESTAMP() - INTERVAL 7 DAY AND b.scheduled_at < UTC_TIMESTAMP() ORDER BY b.assigned_teacher_id IS NOT NULL, b.scheduled_at, b.id LIMIT 200",
			'SELECT * FROM bookings b WHERE b.lead_id = 7 ORDER BY b.scheduled_at DESC LIMIT 200',
			"SELECT id FROM webhook_events WHERE provider = 'cal.com' AND status IN ('failed', 'quarantined') ORDER BY id DESC LIMIT 200",
			"SELECT id FROM webhook_events WHERE provider = 'cal.com' ORDER BY created_at DESC, id DESC LIMIT 20",
			"SELECT id FROM webhook_events WHERE external_id IN ('7') ORDER BY id LIMIT 200",
		];
		for (const query of queries) {
			expect([query, await tablesScanned(database.query, query)]).toEqual([query, []]);
		}
	});
});
