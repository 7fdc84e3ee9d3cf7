import { fixture } from '../support/events';
import { poll } from '../support/n8nCorePoll';
import { type Bookings, startBookings } from '../support/workflowRun';

let bookings: Bookings;
const change = async (sql: string) => await bookings.database.query(`ALTER TABLE ${sql}`);
const polled = async () => (await poll(bookings.instance, 'Unfinished Events Trigger')).executions;
const row = async () =>
	(
		await bookings.database.query(
			'SELECT *, TIMESTAMPDIFF(HOUR, UTC_TIMESTAMP(3), next_attempt_at) AS hours FROM webhook_events',
		)
	)[0];

beforeEach(async () => {
	bookings = await startBookings();
});
afterEach(async () => await bookings.close());

describe('an event that the database refuses', () => {
	it.each([
		[
			'a column that needs a value',
			'bookings ADD tenant_id INT NOT NULL',
			'bookings DROP COLUMN tenant_id',
			/^Save Booking: The column bookings\.tenant_id needs a value that this package does not give/,
		],
		[
			'a time that is out of range',
			'bookings MODIFY scheduled_at TIMESTAMP NULL',
			'bookings MODIFY scheduled_at DATETIME(3) NULL',
			/^Save Booking: A time does not fit into the column bookings\.scheduled_at \(1292\)\. TIMESTAMP ends/,
		],
		[
			'a check of the app',
			"bookings ADD CONSTRAINT not_ours CHECK (status <> 'scheduled')",
			'bookings DROP CONSTRAINT not_ours',
			/^Save Booking: The check not_ours of the table bookings does not allow this value/,
		],
	])('asks for a person, and runs when %s is mended', async (_, refuse, mend, sentence) => {
		await change(refuse);
		const body = fixture('booking_created.basic');
		const times = { startTime: '2110-11-10T09:00:00Z', endTime: '2110-11-10T09:30:00Z' };
		const payload = { ...(body['payload'] as object), ...times };
		const answer = await bookings.webhook.post({ ...body, payload });
		expect(answer).toMatchObject({
			status: 500,
			body: { reason: expect.stringMatching(sentence) },
		});
		const [execution] = await bookings.webhook.executions();
		const sign = (needsPerson: boolean) => ({ context: { event: { id: 1, needsPerson } } });
		expect(execution?.run.data.resultData.error).toMatchObject(sign(true));
		expect(await row()).toMatchObject({ status: 'failed', hours: 23 });

		// The tables may have changed between the failure and the first poll.
		const [again, ...others] = await polled();
		expect(others).toEqual([]);
		expect(again?.run.data.resultData.error).toMatchObject(sign(false));
		expect(await polled()).toEqual([]);

		await change(mend);
		expect(await polled()).toHaveLength(1);
		expect(await row()).toMatchObject({ status: 'processed', attempts: 3 });
	});
});
