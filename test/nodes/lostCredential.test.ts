import { WebhookContext } from 'n8n-core';
import type { Logger } from 'n8n-workflow';

import { fixture } from '../support/events';
import { resume } from '../support/n8nCore';
import { databaseCredential } from '../support/n8nCoreNode';
import { webhookCredential } from '../support/n8nCoreWebhook';
import { type Bookings, startBookings } from '../support/workflowRun';

const bodies = ['booking_created.basic', 'ping', 'form_submitted'].map(fixture);
let bookings: Bookings;
let errors: string[];
const rows = async () =>
	await bookings.database.query('SELECT event_type, status FROM webhook_events');
const lose = (...types: string[]) => {
	for (const type of types) bookings.instance.credentials[type] = undefined;
};

beforeEach(async () => {
	errors = [];
	const context = Object.getPrototypeOf(WebhookContext.prototype) as { logger: Logger };
	const error = (message: string) => void errors.push(message);
	const logger = { error, warn: () => {} } as unknown as Logger;
	jest.spyOn(context, 'logger', 'get').mockReturnValue(logger);
	await bookings.database.query('DELETE FROM webhook_events');
	bookings.instance.credentials = {
		mtlDatabaseApi: databaseCredential(bookings.database),
		mtlCalComWebhookApi: webhookCredential,
	};
	bookings.webhook.thrown.length = 0;
});
afterEach(() => jest.restoreAllMocks());
beforeAll(async () => {
	bookings = await startBookings();
});
afterAll(async () => await bookings.close());

describe('while n8n cannot read the webhook credential, the booking trigger', () => {
	const post = async (times: number) => {
		for (let time = 0; time < times; time++) await bookings.webhook.post(bodies[0]);
	};
	const alerts = () => bookings.webhook.thrown.map(({ message }) => message);

	it('answers 503 to every delivery, with an error in the log each time', async () => {
		lose('mtlCalComWebhookApi');
		for (const body of bodies) {
			expect(await bookings.webhook.post(body)).toMatchObject({
				status: 503,
				body: {
					status: 'misconfigured',
					message: expect.stringMatching(
						/^n8n can't read the credential "Cal.com webhook".*Send it again later\.$/,
					),
				},
			});
		}
		expect(errors.filter((line) => /credential "Cal.com webhook".*503/.test(line))).toHaveLength(3);
		expect(await rows()).toEqual([]);
	});

	it('makes one execution red in five minutes, with the number of deliveries', async () => {
		bookings.instance.json.id = 'another workflow';
		lose('mtlCalComWebhookApi');
		const now = jest.spyOn(Date, 'now');
		const start = new Date().getTime();
		now.mockReturnValue(start);
		await post(4);
		expect(alerts()).toEqual([expect.stringMatching(/^A delivery was answered 503 and not kept/)]);
		now.mockReturnValue(start + 5 * 60_000);
		await post(2);
		expect(alerts()).toEqual([
			expect.anything(),
			expect.stringMatching(/^4 deliveries were answered 503 and not kept.*Cal.com webhook/),
		]);
	});

	it('works again as soon as n8n can read it', async () => {
		lose('mtlCalComWebhookApi');
		await post(1);
		bookings.instance.credentials['mtlCalComWebhookApi'] = webhookCredential;
		expect(await bookings.webhook.post(bodies[0])).toMatchObject({ status: 200 });
	});
});

describe('while n8n cannot read the database credential, the booking trigger', () => {
	beforeEach(() => lose('mtlDatabaseApi'));

	it('keeps a booking as in an outage of the database, and records it afterwards', async () => {
		expect(await bookings.webhook.post(bodies[0])).toEqual({
			status: 202,
			body: { status: 'accepted' },
		});
		const waiting = (await bookings.webhook.executions()).at(-1);
		if (!waiting) throw new Error('No execution was started.');
		expect(waiting.run.status).toBe('waiting');
		expect(errors).toEqual([expect.stringMatching(/can't read the credential "MTL database"/)]);
		const stillWaiting = await resume(bookings.instance, waiting);
		expect([stillWaiting.error, stillWaiting.run.status]).toEqual([null, 'waiting']);

		bookings.instance.credentials['mtlDatabaseApi'] = databaseCredential(bookings.database);
		const ended = await resume(bookings.instance, stillWaiting);
		expect([ended.error, ended.run.status]).toEqual([null, 'success']);
		expect(await rows()).toEqual([{ event_type: 'BOOKING_CREATED', status: 'failed' }]);
	});

	it('answers 503 to what starts no workflow, and pong to a ping', async () => {
		expect(await bookings.webhook.post(bodies[1])).toMatchObject({ status: 200 });
		for (const body of [bodies[2], 'false']) {
			expect(await bookings.webhook.post(body)).toMatchObject({
				status: 503,
				body: { status: 'unavailable', message: expect.stringContaining('"MTL database"') },
			});
		}
		expect(bookings.webhook.thrown).toEqual([]);
	});
});
