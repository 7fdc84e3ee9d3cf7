import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { read, variant } from '../support/events';
import { saveBooking } from '../../nodes/core/services/saveBooking';
import { editBooking } from '../../nodes/core/services/editBooking';
import { emptyTables, work } from './deliver';

const at = (day: number) => `2026-11-0${day}T08:00:00.000Z`;
const by = (email: string) => ({ organizer: { name: 'Teacher', email, timeZone: 'UTC' } });
const created = (email: string, day = 1) =>
	read(variant('booking_created.basic', at(day), { uid: 'A', ...by(email) }));
const moved = (email: string, day = 2) =>
	read(variant('booking_rescheduled', at(day), { uid: 'B', rescheduleUid: 'A', ...by(email) }));
const reassigned = (email: string, day = 3) =>
	read({
		...variant('booking_created.basic', at(day), { uid: 'A', ...by(email) }),
		triggerEvent: 'BOOKING_REASSIGNED',
	});

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await makeDatabase(server);
		await database.query(
			"INSERT INTO users (id, name, email) VALUES (7, 'Anna', ' Anna@School.example '), (8, 'Ben', 'ben@school.example')",
		);
	});
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());

	const teacher = async () =>
		(await database.query('SELECT assigned_teacher_id AS id FROM bookings'))[0]?.['id'];
	const byHand = async (id: number | null) => {
		const [row] = await database.query('SELECT id FROM bookings');
		await editBooking(database.db, Number(row?.['id']), { assignedTeacherId: id });
	};

	it("is the user with the organizer's email, however it was typed", async () => {
		await work(database.db, created('ANNA@school.example'));
		expect(await teacher()).toBe(7);
	});

	it('follows the organizer, in any order of arrival', async () => {
		for (const order of [
			[created('anna@school.example'), moved('ben@school.example')],
			[moved('ben@school.example'), created('anna@school.example')],
		]) {
			await emptyTables(database.query);
			for (const event of order) await work(database.db, event);
			expect(await teacher()).toBe(8);
		}
	});

	it('follows a reassignment, and adds one line', async () => {
		await work(database.db, created('anna@school.example'));
		await work(database.db, reassigned('ben@school.example'));
		expect(await teacher()).toBe(8);
		expect(
			await database.query("SELECT subject FROM activities WHERE subject LIKE '%Reassigned'"),
		).toHaveLength(1);
	});

	it("is cleared if no user has the new organizer's email, and no user is created", async () => {
		await work(database.db, created('anna@school.example'));
		await work(database.db, moved('nobody@school.example'));
		expect(await teacher()).toBeNull();
		expect(await database.query('SELECT id FROM users')).toHaveLength(2);
	});

	it('stays as set manually, until another organizer is named', async () => {
		await work(database.db, created('anna@school.example'));
		await byHand(8);
		await work(database.db, moved('anna@school.example'));
		expect(await teacher()).toBe(8);
		await work(
			database.db,
			read(
				variant('booking_rescheduled', at(4), {
					uid: 'C',
					rescheduleUid: 'B',
					...by('nobody@school.example'),
				}),
			),
		);
		expect(await teacher()).toBe(8);
		await work(
			database.db,
			read(
				variant('booking_rescheduled', at(5), {
					uid: 'D',
					rescheduleUid: 'C',
					...by('anna@school.example'),
				}),
			),
		);
		expect(await teacher()).toBe(7);
	});

	it('stays as set manually in the row, until the booking is reassigned', async () => {
		await work(database.db, created('anna@school.example'));
		await database.query(
			"UPDATE bookings SET assigned_teacher_id = 8, updated_at = '2026-11-02 12:00:00'",
		);
		await work(database.db, created('anna@school.example'));
		expect(await teacher()).toBe(8);
		await work(database.db, reassigned('anna@school.example'));
		expect(await teacher()).toBe(7);
	});

	it('is left alone if the step does not assign teachers', async () => {
		await saveBooking(database.db, created('anna@school.example'), { assignTeacher: false });
		expect(await teacher()).toBeNull();
	});
});
