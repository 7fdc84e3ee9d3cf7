import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IWorkflowBase } from 'n8n-workflow';

import { fixture } from '../support/events';
import { resume } from '../support/n8nCore';
import { databaseCredential } from '../support/n8nCoreNode';
import { type Bookings, startBookings } from '../support/workflowRun';

/**
 * The canvas of version 1.1, which schools have edited and still use: error wires, Event: Fail, a
 * wait loop.
 */
const earlier = () =>
	JSON.parse(
		readFileSync(join(__dirname, '../fixtures/calcom-bookings-1.1.json'), 'utf8'),
	) as IWorkflowBase;

let bookings: Bookings;
beforeEach(async () => {
	bookings = await startBookings(undefined, earlier());
});
afterEach(async () => await bookings.close());

const statuses = async () =>
	(await bookings.database.query('SELECT status FROM webhook_events')).map(({ status }) => status);

describe('a workflow made for version 1.1', () => {
	it('saves bookings as before', async () => {
		const answer = await bookings.webhook.post(fixture('booking_created.basic'));
		expect(answer).toMatchObject({ status: 200, body: { status: 'processed', bookings: [1] } });
		expect(await statuses()).toEqual(['processed']);
	});

	it('stores the reason of a failing step through its own Event: Fail', async () => {
		await bookings.database.query('RENAME TABLE booking_history TO gone');
		const answer = await bookings.webhook.post(fixture('booking_created.basic'));
		const [execution] = await bookings.webhook.executions();
		expect(answer).toMatchObject({ status: 500, body: { status: 'failed', event: 1 } });
		expect(execution?.run.data.resultData.lastNodeExecuted).toBe('Event: Fail');
		expect(await statuses()).toEqual(['failed']);
	});

	it('keeps deliveries in its own wait loop while the database is away', async () => {
		const { instance, database } = bookings;
		instance.credentials['mtlDatabaseApi'] = databaseCredential(database, { port: 1 });
		const answer = await bookings.webhook.post(fixture('booking_created.basic'));
		const [execution] = await bookings.webhook.executions();
		expect([answer.status, execution?.run.status]).toEqual([202, 'waiting']);
		instance.credentials['mtlDatabaseApi'] = databaseCredential(database);
		if (!execution) throw new Error('No execution was started.');
		expect(await resume(instance, execution)).toMatchObject({ error: null });
		expect(await statuses()).toEqual(['failed']);
	});

	it('fails an execution for a delivery that the database refuses, and does not wait', async () => {
		await bookings.database.query('ALTER TABLE webhook_events ADD tenant_id INT NOT NULL');
		expect(await bookings.webhook.post(fixture('booking_created.basic'))).toMatchObject({
			status: 500,
			body: { event: null, reason: expect.stringContaining('webhook_events.tenant_id') },
		});
		const [execution] = await bookings.webhook.executions();
		expect(execution?.run.data.resultData.error).toMatchObject({
			message: expect.stringContaining('webhook_events.tenant_id'),
			context: { event: { id: null, needsPerson: true } },
		});
	});
});
