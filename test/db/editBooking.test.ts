import { editBooking } from '../../nodes/core/services/editBooking';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { read, variant } from '../support/events';
import { emptyTables, work } from './deliver';

const at = (day: number) => `2026-11-0${day}T08:00:00.000Z`;
const created = read(variant('booking_created.basic', at(1)));
const lateReschedule = read(variant('booking_rescheduled', at(2)));
const newer = read(
	variant('booking_rescheduled', at(6), {
		uid: 'third',
		rescheduleUid: 'eH4tYwB8nLrKq6DfVxZ3Pa',
		iCalSequence: 2,
	}),
);

onEachServer((server) => {
	let database: TestDatabase;
	let id: number;
	const booking = async () => (await database.query('SELECT * FROM bookings'))[0] ?? {};
	const work1 = async (event: typeof created) => await work(database.db, event);
	beforeAll(async () => {
		database = await makeDatabase(server);
		await database.query("INSERT INTO users (id, name) VALUES (7, 'Anna')");
	});
	beforeEach(async () => {
		await emptyTables(database.query);
		id = (await work1(created)).bookings[0]?.id ?? 0;
	});
	afterAll(async () => await database.drop());

	it("stores a person's decision by operation, until a later event says otherwise", async () => {
		const edits = { status: 'completed', assignedTeacherId: 7 } as const;
		const saved = await editBooking(database.db, id, edits, new Date('2026-11-03T12:00:00Z'));
		expect(saved).toMatchObject({ id, status: 'completed', assigned_teacher_id: 7 });
		await work1(created);
		expect(await booking()).toMatchObject({ status: 'completed', assigned_teacher_id: 7 });
		await work1(lateReschedule);
		await work1(newer);
		expect(await booking()).toMatchObject({ status: 'scheduled', assigned_teacher_id: 7 });
		await expect(editBooking(database.db, 999, edits)).rejects.toMatchObject({ code: 'not-found' });
	});

	it('keeps the level found and the day of the follow-up, whatever Cal.com says later', async () => {
		const edits = { levelFound: 'B1', followUpAt: '2026-12-01T09:00:00.000Z' };
		await editBooking(database.db, id, edits, new Date('2026-11-03T12:00:00Z'));
		await work1(newer);
		await work1(lateReschedule);
		const follow_up_at = new Date(edits.followUpAt);
		expect(await booking()).toMatchObject({ level_found: 'B1', follow_up_at });
	});

	it('moves a booking and its timeline to another lead by operation, even if that lead has the same line', async () => {
		const { insertId } = (await database.query(
			"INSERT INTO leads (email) VALUES ('other@kunde.example')",
		)) as never;
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

	it('edits a booking unknown to Cal.com', async () => {
		const { insertId } = (await database.query(
			"INSERT INTO bookings (status) VALUES ('scheduled')",
		)) as never;
		await editBooking(database.db, insertId, { status: 'completed', startsAt: at(4) });
		expect(await editBooking(database.db, insertId, { assignedTeacherId: 7 })).toMatchObject({
			status: 'completed',
			assigned_teacher_id: 7,
			scheduled_at: new Date(at(4)),
			external_booking_id: null,
		});
	});
});
