import { fixture } from '../support/events';
import { resume } from '../support/n8nCore';
import { databaseCredential } from '../support/n8nCoreNode';
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

describe('a delivery while the database does not answer', () => {
	const waiting = 'Wait for the Database';

	it('waits in n8n repeatedly, and continues when the database is back', async () => {
		const { instance, database } = bookings;
		instance.credentials['mtlDatabaseApi'] = databaseCredential(database, { port: 1 });
		const { answer, execution } = await deliver();
		expect(answer).toEqual({ status: 202, body: { status: 'accepted' } });
		expect(execution.run).toMatchObject({
			status: 'waiting',
			data: { resultData: { lastNodeExecuted: waiting } },
		});

		const again = await resume(instance, execution);
		expect(again.run.status).toBe('waiting');

		instance.credentials['mtlDatabaseApi'] = databaseCredential(database);
		const last = await resume(instance, again);
		expect(last).toMatchObject({ error: null, answers: [], run: { status: 'success' } });
		expect(await rows()).toMatchObject([
			{
				status: 'failed',
				now: 1,
				error_message: 'The database did not answer when this event arrived.',
			},
		]);
	});

	it('is refused with 503 if no step after the trigger keeps it', async () => {
		const { instance, database } = bookings;
		for (const node of instance.json.nodes)
			if (node.name === 'Record the Delivery') node.disabled = true;
		instance.credentials['mtlDatabaseApi'] = databaseCredential(database, { port: 1 });
		const answer = await bookings.webhook.post(fixture('booking_created.basic'));
		expect(answer).toMatchObject({ status: 503, body: { status: 'unavailable' } });
		expect(await bookings.webhook.executions()).toEqual([]);
	});
});
