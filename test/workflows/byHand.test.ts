import { poll } from '../support/n8nCorePoll';
import { type Bookings, startBookings } from '../support/workflowRun';

let bookings: Bookings;
const samples = {
	created: 'Finish Created',
	rescheduled: 'Finish Rescheduled',
	cancelled: 'Finish Cancelled',
	noShow: 'Finish Other',
};
const unfinishedTrigger = 'Unfinished Events Trigger';
/** "Execute workflow" from the trigger, with a sample chosen. */
const runByHand = async (manualRun: string) => {
	const { instance } = bookings;
	for (const { name, parameters } of instance.json.nodes)
		if (name === unfinishedTrigger) Object.assign(parameters, { manualRun });
	const { executions } = await poll({ ...instance, mode: 'manual' }, unfinishedTrigger);
	const [execution] = executions;
	if (!execution) throw new Error('Nothing was started.');
	return execution;
};
const runAll = async () => {
	for (const name of Object.keys(samples)) await runByHand(name);
};

beforeAll(async () => {
	bookings = await startBookings();
});
afterAll(async () => await bookings.close());

describe('"When Run Manually", with a sample,', () => {
	it.each(Object.entries(samples))('%s runs its branch successfully to %s', async (name, last) => {
		const execution = await runByHand(name);
		expect(execution).toMatchObject({ error: null, run: { status: 'success' } });
		expect(execution.sent(last)).toMatchObject([{ json: { status: 'processed', event: null } }]);
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
		await runAll();
		const strip = (rows: unknown) =>
			JSON.stringify(rows, (key, value: unknown) => (key === 'updated_at' ? null : value));
		expect(strip(await all())).toEqual(strip(before));
	});
});
