import type { IDataObject } from 'n8n-workflow';

import { fixture } from '../support/events';
import { databaseCredential } from '../support/n8nCoreNode';
import { type Bookings, startBookings } from '../support/workflowRun';

let bookings: Bookings;
let reads = 0;
let credential: IDataObject;

beforeAll(async () => {
	bookings = await startBookings();
	credential = databaseCredential(bookings.database);
	Object.defineProperty(bookings.instance.credentials, 'mtlDatabaseApi', {
		get: () => {
			reads += 1;
			return credential;
		},
	});
});
beforeEach(() => (reads = 0));
afterAll(async () => await bookings.close());

it('all steps for a delivery use the database credential that its trigger read', async () => {
	const answer = await bookings.webhook.post(fixture('booking_created.basic'));
	expect(answer.status).toBe(200);
	expect(reads).toBe(1);
});

it('a changed credential is used from the next delivery on', async () => {
	credential = databaseCredential(bookings.database, { port: 1 });
	const answer = await bookings.webhook.post(fixture('booking_cancelled'));
	await bookings.webhook.executions();
	expect(answer.status).toBe(202);
});
