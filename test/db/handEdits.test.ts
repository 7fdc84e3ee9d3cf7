import type { BookingEvent } from '../../nodes/core/domain/event';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { read, variant } from '../support/events';
import { emptyTables, work } from './deliver';

const at = (day: number) => `2026-11-0${day}T08:00:00.000Z`;
const created = read(variant('booking_created.basic', at(1)));
const lateReschedule = read(variant('booking_rescheduled', at(2)));
/** Comes before what is known about the booking, regardless of its stamp. */
const lateRequest = read(
	variant('booking_requested', at(4), { title: 'Requested', location: 'Nowhere' }),
);
const newerSlot = { startTime: '2026-11-20T10:00:00Z', endTime: '2026-11-20T10:30:00Z' };
const newer = read(
	variant('booking_rescheduled', at(6), {
		uid: 'third',
		rescheduleUid: 'eH4tYwB8nLrKq6DfVxZ3Pa',
		iCalSequence: 2,
		...newerSlot,
	}),
);
const again = (event: BookingEvent): BookingEvent => ({
	...event,
	event: { ...event.event, source: 'retry', attempt: 2 },
});

onEachServer((server) => {
	let database: TestDatabase;
	let id: number;
	const booking = async () => (await database.query('SELECT * FROM bookings'))[0] ?? {};
	const work1 = async (event: BookingEvent) => await work(database.db, event);
	/** What a person types, on the third of November. */
	const typed = async (sql: string) =>
		await database.query(`${sql}, updated_at = '2026-11-03 12:00:00' WHERE id = ?`, [id]);
	beforeAll(async () => {
		database = await makeDatabase(server);
		await database.query("INSERT INTO users (id, name) VALUES (7, 'Anna')");
	});
	beforeEach(async () => {
		await emptyTables(database.query);
		id = (await work1(created)).bookings[0]?.id ?? 0;
	});
	afterAll(async () => await database.drop());

	it("keeps the guide's teacher and outcome against late and equal events", async () => {
		await typed("UPDATE bookings SET assigned_teacher_id = 7, status = 'completed'");
		const before = await booking();
		await work1(again(created));
		await work1(lateRequest);
		const { scheduled_at, ...after } = await booking();
		expect(after).toMatchObject({
			id,
			assigned_teacher_id: 7,
			status: 'completed',
			lead_id: before['lead_id'],
		});
		expect(scheduled_at).toEqual(new Date('2026-11-10T09:00:00Z'));
	});

	it('lets a newer reschedule change only the values it contains', async () => {
		await typed(
			"UPDATE bookings SET assigned_teacher_id = 7, status = 'completed', location = 'Room 1'",
		);
		await work1(newer);
		await work1(lateReschedule);
		expect(await booking()).toMatchObject({
			assigned_teacher_id: 7,
			status: 'scheduled',
			location: 'integrations:daily',
			scheduled_at: new Date(newerSlot.startTime),
			external_booking_id: 'third',
		});
	});

	it.each([
		[
			'a time',
			"scheduled_at = '2026-11-15 09:00:00'",
			{ scheduled_at: new Date('2026-11-15T09:00:00Z') },
		],
		['a status', "status = 'no_show'", { status: 'no_show' }],
		['a title', "title = 'By hand'", { title: 'By hand' }],
		['a type', "booking_type = 'trial_class'", { booking_type: 'trial_class' }],
		['an empty place', 'location = NULL', { location: null }],
	])(
		'keeps %s that was typed over an event, against what comes before it',
		async (_name, sql, expected) => {
			await typed(`UPDATE bookings SET ${sql}`);
			await work1(again(created));
			await work1(lateRequest);
			await work1(again(lateRequest));
			expect(await booking()).toMatchObject(expected);
			expect(
				await database.query("SELECT * FROM booking_history WHERE kind = 'by_hand'"),
			).toHaveLength(1);
		},
	);

	it('keeps two successive edits, and the second where they overlap', async () => {
		await typed("UPDATE bookings SET assigned_teacher_id = 7, status = 'completed'");
		await work1(again(created));
		await typed("UPDATE bookings SET status = 'no_show'");
		await work1(lateRequest);
		expect(await booking()).toMatchObject({ assigned_teacher_id: 7, status: 'no_show' });
	});

	it('keeps an edit of a booking whose events come from a sender with a fast clock', async () => {
		const ahead = read(
			variant('booking_cancelled', new Date(Date.now() + 3_600_000).toISOString()),
		);
		await work1(ahead);
		await database.query("UPDATE bookings SET status = 'completed'");
		await work1(again(ahead));
		await database.query("UPDATE bookings SET status = 'no_show'");
		await work1(again(ahead));
		expect(await booking()).toMatchObject({ status: 'no_show' });
	});

	it('keeps an edit that did not change updated_at', async () => {
		await database.query("UPDATE bookings SET status = 'completed', updated_at = updated_at");
		await work1(again(created));
		await work1(lateRequest);
		expect(await booking()).toMatchObject({ status: 'completed' });
	});

	it('adds no second line when the lead was changed by SQL and the event arrives again', async () => {
		const { insertId } = (await database.query(
			"INSERT INTO leads (email) VALUES ('other@kunde.example')",
		)) as never;
		await typed(`UPDATE bookings SET lead_id = ${insertId}`);
		await work1(again(created));
		expect(await booking()).toMatchObject({ lead_id: insertId });
		expect(await database.query('SELECT subject FROM activities')).toHaveLength(1);
	});

	it.each([
		[
			'a cancellation makes it anew',
			read(variant('booking_cancelled', at(5))),
			[{ status: 'cancelled' }],
		],
		['so does an end', read(variant('meeting_ended', at(5))), [{ status: 'completed' }]],
	])('keeps nothing about a booking that a person deleted: %s', async (_name, event, expected) => {
		await database.query('DELETE FROM bookings');
		await work1(event);
		await work1(again(event));
		expect(await database.query('SELECT status FROM bookings')).toEqual(expected);
	});
});
