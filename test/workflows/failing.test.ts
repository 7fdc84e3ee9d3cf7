import { fixture } from '../support/events';
import { type Bookings, startBookings } from '../support/workflowRun';

let bookings: Bookings;
const rows = async () =>
	await bookings.database.query(
		'SELECT status, error_message, next_attempt_at > UTC_TIMESTAMP(3) AS later, next_attempt_at <= UTC_TIMESTAMP(3) AS now FROM webhook_events',
	);
const deliver = async (name = 'booking_created.basic') => {
	const answer = await bookings.webhook.post(fixture(name));
	const execution = (await bookings.webhook.executions()).at(-1);
	if (!execution) throw new Error('No execution was started.');
	return { answer, execution };
};

beforeEach(async () => {
	bookings = await startBookings();
});
afterEach(async () => await bookings.close());

describe('a step that fails', () => {
	it.each([
		['leads', 'booking_created.basic', 'Save Lead'],
		['booking_history', 'booking_created.basic', 'Save Booking'],
		['activities', 'booking_created.basic', 'Log "Booked"'],
		['leads', 'booking_rescheduled', 'Update Lead'],
		['bookings', 'booking_rescheduled', 'Reschedule Booking'],
		['bookings', 'booking_cancelled', 'Cancel Booking'],
		['activities', 'booking_cancelled', 'Log "Cancelled"'],
		['bookings', 'meeting_ended', 'Update Booking'],
	])(
		'because the table %s is gone, on %s: 500, the reason on the row, a red execution (%s)',
		async (table, name, step) => {
			await bookings.database.query(`RENAME TABLE ${table} TO gone_${table}`);
			const { answer, execution } = await deliver(name);
			const reason = `${step}: The database lacks a table, column or privilege (1146). Run the operation Database: Migrate, or \`npx n8n-nodes-mtl migrate --url …\`.`;
			expect(answer).toEqual({ status: 500, body: { status: 'failed', event: 1, reason } });
			expect(await rows()).toMatchObject([{ status: 'failed', error_message: reason, later: 1 }]);
			expect(execution).toMatchObject({
				error: reason,
				answers: [{ statusCode: 500 }],
				run: { status: 'error' },
			});
			expect(execution.run.data.resultData.lastNodeExecuted).toBe('Event: Fail');
		},
	);

	it('stops its branch: no later step runs, and nothing is finished', async () => {
		await bookings.database.query('RENAME TABLE booking_history TO gone');
		const { execution } = await deliver();
		expect(execution.sent('Save Lead')).toHaveLength(1);
		for (const name of ['Save Booking', 'Log "Booked"', 'Finish Created'])
			expect(execution.sent(name)).toEqual([]);
		expect(await bookings.database.query('SELECT * FROM bookings')).toEqual([]);
	});
});

describe('a step that was taken out of a branch', () => {
	it('is missed by Finish: 500, and the row says what is missing', async () => {
		const { connections } = bookings.instance.json;
		const [past = null] = connections['Save Booking']?.['main'] ?? [];
		connections['Save Lead'] = {
			main: [past, ...(connections['Save Lead']?.['main']?.slice(1) ?? [])],
		};
		const { answer } = await deliver();
		expect(answer).toMatchObject({
			status: 500,
			body: {
				reason: expect.stringContaining('Log "Booked": No booking step ran before this one'),
			},
		});
		expect(await rows()).toMatchObject([{ status: 'failed' }]);
	});
});
