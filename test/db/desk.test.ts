import { changeBooking, versionOf } from '../../nodes/core/services/desk/changeBooking';
import {
	readBooking,
	readPerson,
	readUpcoming,
	search,
} from '../../nodes/core/services/desk/pages';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { read, variant } from '../support/events';
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

	it('refuses a note on a booking that has no timeline', async () => {
		await database.query('UPDATE bookings SET lead_id = NULL');
		await expect(change({ edits: null })).rejects.toMatchObject({ code: 'input' });
		expect(await change()).toMatchObject({ status: 'no_show', lead_id: null });
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
		await database.query("UPDATE leads SET first_name = 'Mary Jane', last_name = 'van den Berg'");
		await database.query("UPDATE leads SET phone = '+31612345678'");
		for (const text of [
			'mary',
			'van d',
			'Mary Jane van',
			'Jane',
			'berg',
			'06 1234 5678',
			'+316123',
		])
			expect([text, (await search(database.db, text)).map((one) => one.id)]).toEqual([text, [id]]);
		expect(await search(database.db, '06 1234 5679')).toEqual([]);
		await database.query(
			"INSERT INTO mtl_lead_aliases (alias, lead_id) SELECT 'phone:+31612345679', id FROM leads",
		);
		expect((await search(database.db, '06 1234 5679')).map((one) => one.id)).toEqual([id]);
		await database.query('DELETE FROM mtl_lead_aliases');
		expect((await readPerson(database.db, lead?.id ?? 0)).bookings.map((one) => one.id)).toEqual([
			id,
		]);
	});
});
