import type { IDataObject } from 'n8n-workflow';

import { fixture, read } from '../support/events';
import { databaseCredential, type Mtl, runStep, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
const event = read(fixture('booking_created.basic')) as unknown as IDataObject;
const bad = { hello: 1 };
const onError = 'continueErrorOutput' as const;

beforeAll(async () => {
	mtl = await startMtl();
});
afterAll(async () => await mtl.close());

describe('in the other error modes', () => {
	it('"Continue" replaces the item with the error, so that the next step can\'t take it for a success', async () => {
		const step = mtl.step('lead.createOrUpdate', {}, { onError: 'continueRegularOutput' });
		const execution = await runStep(step, [bad, event]);
		expect(execution.sent('Step')).toMatchObject([
			{ json: { error: expect.any(String), details: { code: 'input' } }, pairedItem: { item: 0 } },
			{ json: { lead: { id: expect.any(Number) } }, pairedItem: { item: 1 } },
		]);
	});

	it('"Stop Workflow" shows the message, what to do, and the item', async () => {
		const execution = await runStep(mtl.step('lead.createOrUpdate'), [event, bad]);
		expect(execution.run.data.resultData.error).toMatchObject({
			message: 'The item is not a booking event: "event" is missing or invalid.',
			description: expect.stringContaining('Cal.com Booking Trigger'),
			context: { itemIndex: 1 },
		});
	});

	it("keeps the package's message for a network error for which n8n has its own", async () => {
		const credentials = { mtlDatabaseApi: databaseCredential(mtl.database, { port: 1 }) };
		const execution = await runStep({ ...mtl.step('lead.getAll'), credentials });
		expect(execution.run.data.resultData.error).toMatchObject({
			message: 'The database does not answer (ECONNREFUSED).',
			description: expect.stringContaining('Check that the server is running'),
		});
	});

	it('retries as often as the node is set to', async () => {
		const broken = databaseCredential(mtl.database, { port: 1 });
		const credentials = { mtlDatabaseApi: broken };
		const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 50 };
		setTimeout(() => Object.assign(broken, databaseCredential(mtl.database)), 60);
		const execution = await runStep(
			{ ...mtl.step('lead.createOrUpdate', {}, { onError, node }), credentials },
			[event],
		);
		expect(execution.sent('Step')).toHaveLength(1);
	});
});

it('every operation keeps the item that a result came from', async () => {
	const execution = await runStep(mtl.step('lead.getAll'), [{}, {}]);
	expect(execution.sent('Step').map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
	]);
});

it('makes the execution searchable by booking and person', async () => {
	const execution = await runStep(mtl.step('booking.createOrUpdate'), [event]);
	expect(execution.customData).toEqual({
		bookingUid: (event['booking'] as IDataObject)['uid'],
		email: (event['attendee'] as IDataObject)['email'],
	});
});
