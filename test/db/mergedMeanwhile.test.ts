import { logActivity } from '../../nodes/shared/services/activities';
import { saveBooking } from '../../nodes/shared/services/bookings';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { read, variant } from '../support/events';

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => (database = await makeDatabase(server)));
	afterAll(async () => await database.drop());

	it('writes the line to the booking that the one of the event was merged into meanwhile', async () => {
		const { db, query } = database;
		const created = read(variant('booking_created.basic', '2026-11-01T08:00:00.000Z', { uid: 'a' }));
		const moved = read(variant('booking_rescheduled', '2026-11-02T08:00:00.000Z', { uid: 'b', rescheduleUid: 'a' }));
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
		expect(await query('SELECT COUNT(*) AS n FROM activities WHERE booking_id = ?', [merged[0]?.id])).toEqual([{ n: 3 }]);
		for (const [event, saved] of [[cancelled, second], [created, first]] as const) {
			expect(await logActivity(db, event, saved, 'UTC')).toMatchObject([{ created: false }]);
		}
	});
});
