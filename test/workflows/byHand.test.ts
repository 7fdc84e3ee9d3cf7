import { runFrom } from '../support/n8nCore';
import { type Bookings, startBookings } from '../support/workflowRun';

let bookings: Bookings;
const tryItByHand = async () => {
	const { instance } = bookings;
	const pinData = instance.json.pinData ?? {};
	return await runFrom({ ...instance, mode: 'manual', pinData }, 'Try It by Hand', [
		[{ json: {} }],
	]);
};

beforeAll(async () => {
	bookings = await startBookings();
});
afterAll(async () => await bookings.close());

describe('"Try It by Hand" with the pinned samples', () => {
	it('runs all four branches green, and answers for each', async () => {
		const execution = await tryItByHand();
		expect(execution).toMatchObject({ error: null, run: { status: 'success' } });
		for (const name of [
			'Finish Created',
			'Finish Rescheduled',
			'Finish Cancelled',
			'Finish Other',
		]) {
			expect(execution.sent(name)).toMatchObject([{ json: { status: 'processed', event: null } }]);
		}
		expect(execution.sent('Event: Fail')).toEqual([]);
	});

	it('leaves one lead, one booking and its timeline, and nothing in the inbox', async () => {
		const { database } = bookings;
		expect(await database.query('SELECT email FROM leads')).toEqual([
			{ email: 'sample.person@example.com' },
		]);
		expect(await database.query('SELECT external_booking_id, status FROM bookings')).toEqual([
			{ external_booking_id: 'sampleBooking2', status: 'cancelled' },
		]);
		const lines = await database.query('SELECT subject FROM activities ORDER BY occurred_at');
		expect(lines.map(({ subject }) => subject)).toEqual([
			'Level Check Booked',
			'Level Check Rescheduled',
			'Level Check Cancelled',
			'Booking Marked as No-Show',
		]);
		expect(await database.query('SELECT * FROM webhook_events')).toEqual([]);
	});

	it('changes nothing when it is run again', async () => {
		const tables = ['leads', 'bookings', 'activities'];
		const all = async () =>
			await Promise.all(
				tables.map(async (table) => await bookings.database.query(`SELECT * FROM ${table}`)),
			);
		const before = await all();
		await tryItByHand();
		const strip = (rows: unknown) =>
			JSON.stringify(rows, (key, value: unknown) => (key === 'updated_at' ? null : value));
		expect(strip(await all())).toEqual(strip(before));
	});
});
