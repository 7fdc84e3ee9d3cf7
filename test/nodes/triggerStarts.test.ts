import { fixture } from '../support/events';
import { databaseCredential } from '../support/n8nCoreNode';
import { type Bookings, bookingTrigger, startBookings, trigger } from '../support/workflowRun';

const body = fixture('booking_created.basic');
const statuses = async ({ database }: Bookings) =>
	(await database.query('SELECT status FROM webhook_events')).map(({ status }) => status);

describe('the booking trigger answers', () => {
	it('200 processed with the ids when the branch has finished', async () => {
		const bookings = await startBookings();
		const answer = await bookings.webhook.post(body);
		const rows = await statuses(bookings);
		await bookings.close();
		expect(answer).toEqual({
			status: 200,
			body: { status: 'processed', event: 1, leads: [1], bookings: [1], activities: [1] },
		});
		expect(rows).toEqual(['processed']);
	});

	it('202 accepted immediately if set to do so, and the branch finishes on its own', async () => {
		const bookings = await startBookings((json) => trigger(json, { respond: 'atOnce' }));
		const answer = await bookings.webhook.post(body);
		const [execution] = await bookings.webhook.executions();
		const rows = await statuses(bookings);
		await bookings.close();
		expect(answer).toEqual({ status: 202, body: { status: 'accepted', event: 1 } });
		expect(execution).toMatchObject({ error: null, answers: [] });
		expect(rows).toEqual(['processed']);
	});
});

describe('while the database does not answer, the booking trigger', () => {
	let bookings: Bookings;
	beforeAll(async () => {
		bookings = await startBookings();
		bookings.instance.credentials['mtlDatabaseApi'] = databaseCredential(bookings.database, {
			port: 1,
		});
	});
	afterAll(async () => await bookings.close());

	it('answers 202 and passes the event to n8n, with everything needed to record it', async () => {
		const answer = await bookings.webhook.post(body);
		expect(answer).toEqual({ status: 202, body: { status: 'accepted' } });
		const [execution] = await bookings.webhook.executions();
		expect(execution?.sent(bookingTrigger, 4)[0]?.json).toMatchObject({
			event: { id: null, type: 'BOOKING_CREATED' },
			answered: true,
			unrecorded: {
				payload: expect.stringContaining('BOOKING_CREATED'),
				bodyHash: expect.any(String),
				reading: expect.any(String),
			},
		});
		expect(execution?.run.status).toBe('waiting');
	});

	it('answers 503 to an event that it would only record as ignored', async () => {
		const answer = await bookings.webhook.post(fixture('form_submitted'));
		expect(answer).toMatchObject({
			status: 503,
			body: {
				status: 'unavailable',
				message: expect.stringMatching(/does not answer.*again later/),
			},
		});
	});

	it("answers 503 to a body that it can't read, because nothing keeps it", async () => {
		expect(await bookings.webhook.post('false')).toMatchObject({ status: 503 });
	});

	it('still refuses unsigned deliveries', async () => {
		const answer = await bookings.webhook.post(body, { 'x-cal-signature-256': 'f'.repeat(64) });
		expect(answer.status).toBe(401);
		expect(bookings.webhook.thrown).toEqual([]);
	});
});
