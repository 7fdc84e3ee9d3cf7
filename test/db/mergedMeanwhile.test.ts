import { logActivity } from '../../nodes/core/services/logActivity';
import { saveBooking } from '../../nodes/core/services/saveBooking';
import { editBooking } from '../../nodes/core/services/editBooking';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { read, variant } from '../support/events';
import { emptyTables } from './deliver';

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => (database = await makeDatabase(server)));
	afterAll(async () => await database.drop());

	it("writes the line to the booking into which the event's booking has been merged", async () => {
		const { db, query } = database;
		const created = read(
			variant('booking_created.basic', '2026-11-01T08:00:00.000Z', { uid: 'a' }),
		);
		const moved = read(
			variant('booking_rescheduled', '2026-11-02T08:00:00.000Z', { uid: 'b', rescheduleUid: 'a' }),
		);
		const cancelled = read(variant('booking_cancelled', '2026-11-03T08:00:00.000Z', { uid: 'b' }));
		const first = await saveBooking(db, created);
		const second = await saveBooking(db, cancelled);
		expect(second[0]?.id).not.toBe(first[0]?.id);
		const merged = await saveBooking(db, moved);
		const lines = [
			...(await logActivity(db, cancelled, second, 'UTC')),
			...(await logActivity(db, created, first, 'UTC')),
			...(await logActivity(db, moved, merged, 'UTC')),
		];
		const bookings = await query('SELECT id, status FROM bookings');
		expect(bookings).toEqual([{ id: merged[0]?.id, status: 'cancelled' }]);
		expect(lines.map(({ bookingId }) => bookingId)).toEqual(lines.map(() => merged[0]?.id));
		expect(
			await query('SELECT COUNT(*) AS n FROM activities WHERE booking_id = ?', [merged[0]?.id]),
		).toEqual([{ n: 3 }]);
		for (const [event, saved] of [
			[cancelled, second],
			[created, first],
		] as const) {
			expect(await logActivity(db, event, saved, 'UTC')).toMatchObject([{ created: false }]);
		}
	});

	it('loses neither an event nor a manual edit in the same moment', async () => {
		const { db, query } = database;
		await emptyTables(query);
		const bookings = Array.from({ length: 30 }, (_, n) => `uid${n}`);
		const life = async (name: string, day: number, uid: string) =>
			await saveBooking(db, read(variant(name, `2026-11-0${day}T08:00:00.000Z`, { uid })));
		const saved = await Promise.all(
			bookings.map(async (uid) => await life('booking_created.basic', 1, uid)),
		);
		await Promise.all(
			bookings.flatMap((uid, n) => [
				life('booking_cancelled', 2, uid),
				editBooking(db, saved[n]?.[0]?.id ?? 0, { assignedTeacherId: 7 }),
			]),
		);
		expect(await query('SELECT DISTINCT status, assigned_teacher_id FROM bookings')).toEqual([
			{ status: 'cancelled', assigned_teacher_id: 7 },
		]);
	});
});
