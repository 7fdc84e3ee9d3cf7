import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { guideBody } from '../support/guideBodies';
import { sqlBlocks } from '../support/sqlBlocks';
import { deliver, receive } from './deliver';

const file = readFileSync(join(__dirname, '../fixtures/guide-sql.md'), 'utf8');
const [
	latestLeads,
	latestBookings,
	webhooks,
	failed,
	recent,
	upcoming,
	retool,
	assign,
	view,
	fromView,
	support,
] = sqlBlocks(file) as [
	string,
	string,
	string,
	string,
	string,
	string,
	string,
	string,
	string,
	string,
	string,
];

const day = 86_400_000;
const inFiveDays = new Date(Math.floor(Date.now() / day) * day + 5 * day + 10 * 3_600_000);
const john = {
	first_name: 'John',
	last_name: 'Doe',
	email: 'john@example.com',
	phone: '+31612345678',
};

onEachServer((server) => {
	let database: TestDatabase;
	let booking: Record<string, unknown>;
	const rows = async (sql: string) => await database.query(sql);
	beforeAll(async () => {
		database = await makeDatabase(server);
		await deliver(database.db, guideBody({ payload: { startTime: inFiveDays.toISOString() } }));
		await deliver(
			database.db,
			guideBody({ body: { uid: 'past' }, payload: { startTime: '2025-11-25T10:00:00Z' } }),
		);
		await receive(database.db, false);
		booking =
			(await rows("SELECT * FROM bookings WHERE external_booking_id = 'abc123xyz456'"))[0] ?? {};
	});
	afterAll(async () => await database.drop());

	it('finds the latest leads and bookings', async () => {
		expect(await rows(latestLeads)).toMatchObject([{ ...john, reference: 'level_check' }]);
		expect((await rows(latestBookings)).map((row) => row['external_booking_id'])).toEqual(
			expect.arrayContaining(['abc123xyz456', 'past']),
		);
	});

	it('shows the recent webhooks, and why one failed', async () => {
		expect(await rows(webhooks)).toHaveLength(3);
		const broken = { external_id: null, event_type: 'UNKNOWN', status: 'failed' };
		expect(await rows(failed)).toMatchObject([
			{ ...broken, error_message: expect.stringContaining('the word false') },
		]);
		expect(await rows(support)).toMatchObject([broken]);
	});

	it('shows the recent and the upcoming level checks', async () => {
		expect(await rows(recent)).toHaveLength(2);
		expect(await rows(recent)).toEqual(
			expect.arrayContaining([
				{ id: booking['id'], scheduled_at: inFiveDays, status: 'scheduled', ...john },
			]),
		);
		expect(await rows(upcoming)).toEqual([{ scheduled_at: inFiveDays, ...john }]);
	});

	it.each([
		['CONCAT_WS', "CONCAT_WS(' ', l.first_name, l.last_name)"],
		['CONCAT', "CONCAT(l.first_name, ' ', l.last_name)"],
	])('lists bookings for Retool with %s instead of ||', async (_name, concatenation) => {
		expect(retool).toContain("l.first_name || ' ' || l.last_name");
		expect(await rows(retool.replace("l.first_name || ' ' || l.last_name", concatenation))).toEqual(
			[
				{
					id: booking['id'],
					scheduled_at: inFiveDays,
					status: 'scheduled',
					attendee_name: 'John Doe',
					email: john.email,
					phone: john.phone,
					booked_at: booking['created_at'],
				},
			],
		);
	});

	it("has the view, and accepts the guide's view instead", async () => {
		const expected = {
			booking_id: booking['id'],
			scheduled_at: inFiveDays,
			status: 'scheduled',
			lead_id: booking['lead_id'],
			attendee_name: 'John Doe',
			email: john.email,
			phone: john.phone,
			assigned_teacher_id: null,
			assigned_teacher: null,
		};
		const [ours] = await rows(fromView);
		expect({ ...ours, days_until: Number(ours?.['days_until']) }).toEqual({
			...expected,
			days_until: 5,
		});
		await rows('DROP VIEW upcoming_level_checks');
		await rows(view);
		expect(await rows(fromView)).toEqual([ours]);
	});

	it('assigns a teacher, who then shows up in the view until the booking is completed', async () => {
		const { insertId } = (await rows(
			"INSERT INTO users (name, email) VALUES ('Anna', 'a@mtl.example')",
		)) as never;
		await rows(
			`UPDATE bookings SET assigned_teacher_id = ${insertId} WHERE id = ${String(booking['id'])}`,
		);
		expect(await rows(fromView)).toMatchObject([{ assigned_teacher: 'Anna' }]);
		const typed = assign
			.replace('{{ teacherDropdown.value }}', String(insertId))
			.replace('{{ bookingTable.selectedRow.id }}', String(booking['id']));
		await rows(typed);
		expect(await rows(fromView)).toEqual([]);
		expect(
			await rows(`SELECT status FROM bookings WHERE assigned_teacher_id = ${insertId}`),
		).toEqual([{ status: 'completed' }]);
	});
});
