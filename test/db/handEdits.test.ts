import type { BookingEvent } from '../../nodes/shared/domain/event';
import { editBooking } from '../../nodes/shared/services/byHand';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { read, variant } from '../support/events';
import { emptyTables, work } from './deliver';

const at = (day: number) => `2026-11-0${day}T08:00:00.000Z`;
const created = read(variant('booking_created.basic', at(1)));
const lateReschedule = read(variant('booking_rescheduled', at(2)));
const newerSlot = { startTime: '2026-11-20T10:00:00Z', endTime: '2026-11-20T10:30:00Z' };
const newer = read(
	variant('booking_rescheduled', at(6), { uid: 'third', rescheduleUid: 'eH4tYwB8nLrKq6DfVxZ3Pa', iCalSequence: 2, ...newerSlot }),
);
const again = (event: BookingEvent): BookingEvent => ({ ...event, event: { ...event.event, source: 'retry', attempt: 2 } });

onEachServer((server) => {
	let database: TestDatabase;
	let id: number;
	const booking = async () => (await database.query('SELECT * FROM bookings'))[0] ?? {};
	const lead = async () => (await database.query('SELECT * FROM leads'))[0] ?? {};
	const work1 = async (event: BookingEvent) => await work(database.db, event);
	/** What a person types, on the third of November. */
	const typed = async (sql: string) => await database.query(`${sql}, updated_at = '2026-11-03 12:00:00' WHERE id = ?`, [id]);
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
		await work1(lateReschedule);
		const { scheduled_at, ...after } = await booking();
		expect(after).toMatchObject({ id, assigned_teacher_id: 7, status: 'completed', lead_id: before['lead_id'] });
		expect(scheduled_at).toEqual(new Date('2026-11-12T13:00:00Z'));
	});

	it('changes of them by a newer reschedule only what it says', async () => {
		await typed("UPDATE bookings SET assigned_teacher_id = 7, status = 'completed', location = 'Room 1'");
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
		['a time', "scheduled_at = '2026-11-15 09:00:00'", { scheduled_at: new Date('2026-11-15T09:00:00Z') }],
		['a status', "status = 'no_show'", { status: 'no_show' }],
		['a title', "title = 'By hand'", { title: 'By hand' }],
		['a type', "booking_type = 'trial_class'", { booking_type: 'trial_class' }],
		['an empty place', 'location = NULL', { location: null }],
	])('keeps %s that was typed over an event, against what is older', async (_name, sql, expected) => {
		await typed(`UPDATE bookings SET ${sql}`);
		await work1(again(created));
		await work1(lateReschedule);
		await work1(again(lateReschedule));
		expect(await booking()).toMatchObject(expected);
		expect(await database.query("SELECT * FROM booking_history WHERE kind = 'by_hand'")).toHaveLength(1);
	});

	it('keeps two edits one after the other, and the second where they meet', async () => {
		await typed("UPDATE bookings SET assigned_teacher_id = 7, status = 'completed'");
		await work1(again(created));
		await typed("UPDATE bookings SET status = 'no_show'");
		await work1(lateReschedule);
		expect(await booking()).toMatchObject({ assigned_teacher_id: 7, status: 'no_show' });
	});

	it('keeps an edit of a booking whose events come from a clock that is ahead', async () => {
		const ahead = read(variant('booking_cancelled', new Date(Date.now() + 3_600_000).toISOString()));
		await work1(ahead);
		await database.query("UPDATE bookings SET status = 'completed'");
		await work1(again(ahead));
		await database.query("UPDATE bookings SET status = 'no_show'");
		await work1(again(ahead));
		expect(await booking()).toMatchObject({ status: 'no_show' });
	});

	it('keeps an edit that left updated_at alone', async () => {
		await database.query("UPDATE bookings SET status = 'completed', updated_at = updated_at");
		await work1(again(created));
		await work1(lateReschedule);
		expect(await booking()).toMatchObject({ status: 'completed' });
	});

	it('sets by operation what a person decided, until a newer event says otherwise', async () => {
		const edits = { status: 'completed', assignedTeacherId: 7 } as const;
		const saved = await editBooking(database.db, id, edits, new Date('2026-11-03T12:00:00Z'));
		expect(saved).toMatchObject({ id, status: 'completed', assigned_teacher_id: 7 });
		await work1(lateReschedule);
		expect(await booking()).toMatchObject({ status: 'completed', assigned_teacher_id: 7 });
		await work1(newer);
		expect(await booking()).toMatchObject({ status: 'scheduled', assigned_teacher_id: 7 });
		await expect(editBooking(database.db, 999, edits)).rejects.toMatchObject({ code: 'not-found' });
	});

	it('moves a booking and its timeline to another lead by operation, also where that lead has the same line', async () => {
		const { insertId } = (await database.query("INSERT INTO leads (email) VALUES ('other@kunde.example')")) as never;
		await database.query(
			'INSERT INTO activities (lead_id, type, event_key) SELECT ?, type, event_key FROM activities',
			[insertId],
		);
		await editBooking(database.db, id, { leadId: insertId });
		expect(await booking()).toMatchObject({ lead_id: insertId });
		expect(await database.query('SELECT lead_id FROM activities')).toEqual([{ lead_id: insertId }]);
		await work1(newer);
		expect(await booking()).toMatchObject({ lead_id: insertId });
	});

	it('leaves no second line when the lead was changed by SQL and the event comes again', async () => {
		const { insertId } = (await database.query("INSERT INTO leads (email) VALUES ('other@kunde.example')")) as never;
		await typed(`UPDATE bookings SET lead_id = ${insertId}`);
		await work1(again(created));
		expect(await booking()).toMatchObject({ lead_id: insertId });
		expect(await database.query('SELECT subject FROM activities')).toHaveLength(1);
	});

	it.each([
		['a cancellation makes it anew', read(variant('booking_cancelled', at(5))), [{ status: 'cancelled' }]],
		['so does an end', read(variant('meeting_ended', at(5))), [{ status: 'completed' }]],
	])('knows nothing of a booking that a person deleted: %s', async (_name, event, expected) => {
		await database.query('DELETE FROM bookings');
		await work1(event);
		await work1(again(event));
		expect(await database.query('SELECT status FROM bookings')).toEqual(expected);
	});

	it('edits a booking that Cal.com does not know', async () => {
		const { insertId } = (await database.query("INSERT INTO bookings (status) VALUES ('scheduled')")) as never;
		await editBooking(database.db, insertId, { status: 'completed', startsAt: at(4) });
		expect(await editBooking(database.db, insertId, { assignedTeacherId: 7 })).toMatchObject({
			status: 'completed',
			assigned_teacher_id: 7,
			scheduled_at: new Date(at(4)),
			external_booking_id: null,
		});
	});

	it("keeps a lead's name that was typed against older and equal events, and takes a newer one", async () => {
		await database.query("UPDATE leads SET first_name = 'Typed', phone = '123'");
		const older = variant('booking_created.attendee_phone', '2026-10-30T08:00:00.000Z', { uid: 'older' });
		await work1(again(created));
		await work1(read(older));
		expect(await lead()).toMatchObject({ first_name: 'Typed' });
		await work1(lateReschedule);
		expect(await lead()).toMatchObject({ first_name: 'Mara', reference: 'level_check' });
	});

	it('fills a lead from older events where it is empty, and lets no empty value erase', async () => {
		await work1(read(variant('booking_created.attendee_phone', '2026-10-30T08:00:00.000Z', { uid: 'older' })));
		expect(await lead()).toMatchObject({ phone: '+436641234567' });
		await work1(newer);
		expect(await lead()).toMatchObject({ phone: '+436641234567', first_name: 'Mara' });
		await work1(read(variant('booking_created.attendee_phone', at(5), { uid: 'newer', attendees: undefined })));
		expect(await database.query('SELECT id FROM leads')).toHaveLength(1);
	});

	it('never overwrites a source that was there before', async () => {
		await emptyTables(database.query);
		await database.query(
			`INSERT INTO leads (email, reference, source_detail) VALUES ('mara.oeztuerk@kunde.example', NULL, 'facebook'),
				('tomas.novak@kunde.example', 'newsletter', NULL)`,
		);
		await work1(created);
		await work1(read(variant('booking_created.seat_second_same_uid', at(1), { uid: 'seats' })));
		expect(await database.query('SELECT reference, source_detail FROM leads ORDER BY id')).toEqual([
			{ reference: 'level_check', source_detail: 'facebook' },
			{ reference: 'newsletter', source_detail: null },
		]);
	});
});
