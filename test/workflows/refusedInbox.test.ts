import { healthOf } from '../../nodes/core/services/health';
import { sharedDatabase } from '../../nodes/core/db/pools';
import { settingsFromCredential } from '../../nodes/core/n8n/credentials';
import { fixture, variant } from '../support/events';
import { type Execution, resume, retry } from '../support/n8nCore';
import { databaseCredential } from '../support/n8nCoreNode';
import { poll } from '../support/n8nCorePoll';
import { type Bookings, startBookings } from '../support/workflowRun';

let bookings: Bookings;
const body = fixture('booking_created.basic');
const rows = async () => await bookings.database.query('SELECT * FROM webhook_events');
const change = async (sql: string) => await bookings.database.query(`ALTER TABLE ${sql}`);
const lastExecution = async (): Promise<Execution> => {
	const execution = (await bookings.webhook.executions()).at(-1);
	if (!execution) throw new Error('No execution was started.');
	return execution;
};
const health = async () => {
	const credential = bookings.instance.credentials['mtlDatabaseApi'] ?? {};
	return await healthOf(sharedDatabase(settingsFromCredential(credential as never)), 0);
};

beforeEach(async () => {
	bookings = await startBookings();
});
afterEach(async () => await bookings.close());

describe('an inbox that does not take a value', () => {
	it('stores a body in ASCII if its column does not take all characters', async () => {
		await change('webhook_events MODIFY payload LONGTEXT CHARACTER SET latin1');
		const title = 'Level check Łódź 🎉 درس';
		const delivered = variant('booking_created.basic', '2026-11-03T08:00:00.000Z', { title });
		expect(await bookings.webhook.post(delivered)).toMatchObject({ status: 200 });
		const [row] = await rows();
		expect(row).toMatchObject({ status: 'processed' });
		expect(row?.['payload']).toMatch(/^[ -~]*$/);
		const stored = JSON.parse(String(row?.['payload'])) as typeof delivered;
		expect(stored['payload']).toMatchObject({ title });
	});

	it('leaves out a time that is out of range, and notes why', async () => {
		await change('webhook_events MODIFY occurred_at TIMESTAMP(3) NULL');
		const [startTime, endTime] = ['2110-11-10T09:00:00.000Z', '2110-11-10T09:30:00.000Z'];
		const delivered = variant('meeting_ended', '', { startTime, endTime });
		expect(await bookings.webhook.post(delivered)).toMatchObject({ status: 200 });
		expect(await rows()).toMatchObject([
			{
				status: 'processed',
				occurred_at: null,
				notes:
					'occurred_at was left out. A time does not fit into the column webhook_events.occurred_at (1292).',
			},
		]);
	});
});

describe('an inbox that refuses the row', () => {
	const refuse = async () => await change('webhook_events ADD tenant_id INT NOT NULL');
	const mend = async () => await change('webhook_events DROP COLUMN tenant_id');
	const sentence =
		'The column webhook_events.tenant_id needs a value that this package does not give (1364).';

	it('is answered 500, in a failed execution that asks for a person', async () => {
		await refuse();
		const answer = await bookings.webhook.post(body);
		expect(answer).toEqual({
			status: 500,
			body: { status: 'failed', event: null, reason: expect.stringContaining(sentence) },
		});
		const execution = await lastExecution();
		expect(execution).toMatchObject({ answers: [], run: { status: 'error' } });
		expect(execution.run.data.resultData.error).toMatchObject({
			message: expect.stringContaining(sentence),
			description: expect.stringMatching(/Give the column a default.*press Retry/),
			context: { event: { id: null, needsPerson: true } },
		});
		expect(await health()).toMatchObject({ heldByN8n: 1, heldReason: sentence });
		expect(await rows()).toEqual([]);
	});

	it('takes it within a minute of being mended, without being asked', async () => {
		await refuse();
		await bookings.webhook.post(body);
		await lastExecution();
		await poll(bookings.instance, 'Unfinished Events Trigger');
		expect(await health()).toMatchObject({ heldByN8n: 1 });
		await mend();
		await poll(bookings.instance, 'Unfinished Events Trigger');
		expect(await rows()).toMatchObject([{ status: 'processed', error_message: null }]);
		expect(await health()).toMatchObject({ heldByN8n: 0, heldSeconds: null, heldReason: null });
	});

	it('takes it when the execution is retried, even after a restart', async () => {
		await refuse();
		await bookings.webhook.post(body);
		const execution = await lastExecution();
		await mend();
		expect(await retry(bookings.instance, execution)).toMatchObject({ error: null });
		expect(await rows()).toMatchObject([{ status: 'processed' }]);
		expect(await bookings.webhook.post(body)).toMatchObject({ body: { status: 'duplicate' } });
	});

	it('ends the wait of a delivery that came while the database was away', async () => {
		const { instance, database } = bookings;
		instance.credentials['mtlDatabaseApi'] = databaseCredential(database, { port: 1 });
		expect(await bookings.webhook.post(body)).toMatchObject({ status: 202 });
		const waiting = await lastExecution();
		expect(waiting.run.status).toBe('waiting');
		instance.credentials['mtlDatabaseApi'] = databaseCredential(database);
		await refuse();
		const refused = await resume(instance, waiting);
		expect(refused.run.data.resultData.error).toMatchObject({
			message: sentence,
			context: { event: { id: null, needsPerson: true } },
		});
		await mend();
		await retry(instance, refused);
		expect(await rows()).toMatchObject([{ status: 'failed' }]);
	});

	it('is named to deliveries that start no workflow', async () => {
		await refuse();
		expect(await bookings.webhook.post(fixture('form_submitted'))).toMatchObject({
			status: 503,
			body: { message: expect.stringContaining(sentence) },
		});
	});
});
