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

	it('waits inside n8n, again and again, and goes on when the database is back', async () => {
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
				error_message: expect.stringContaining('The database does not answer'),
			},
		]);
	});

	it('is recorded by the first step that reaches the database again, and processed at once', async () => {
		const { instance, database } = bookings;
		const broken = databaseCredential(database, { port: 1 });
		instance.credentials['mtlDatabaseApi'] = broken;
		for (const node of instance.json.nodes)
			if (node.name === 'Save Lead') node.waitBetweenTries = 300;
		setTimeout(() => Object.assign(broken, databaseCredential(database)), 200);
		const { answer, execution } = await deliver();
		expect(answer.status).toBe(202);
		expect(execution).toMatchObject({ error: null, run: { status: 'success' } });
		expect(await rows()).toMatchObject([{ status: 'processed', error_message: null }]);
		expect(await database.query('SELECT status FROM bookings')).toEqual([{ status: 'scheduled' }]);
	});
});
