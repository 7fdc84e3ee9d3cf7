import { sign } from '../../nodes/core/calcom/signature';
import { fixture } from '../support/events';
import { outOf } from '../support/n8nCoreNode';
import { secret } from '../support/n8nCoreWebhook';
import { type Bookings, startBookings, trigger } from '../support/workflowRun';

const body = JSON.stringify(fixture('booking_created.basic'));
const signature = sign(body, secret);
let bookings: Bookings;
const credential = (fields: object | undefined) =>
	Object.assign(bookings.instance.credentials, { mtlCalComWebhookApi: fields });
const events = async () => await bookings.database.query('SELECT status FROM webhook_events');

/** The number of refusals reported by Event: Health. */
async function refused(): Promise<number> {
	const parameters = { resource: 'event', operation: 'health' };
	const [health] = await outOf({ credentials: bookings.instance.credentials, parameters });
	return Number(health?.['refusedSinceStart']);
}

beforeAll(async () => {
	bookings = await startBookings();
});
afterAll(async () => await bookings.close());

describe('the booking trigger refuses', () => {
	it.each([
		['a request without the header', null, 'header-missing'],
		['an empty header', '', 'header-missing'],
		["Cal.com's word for a webhook without a secret", 'no-secret-provided', 'no-secret-provided'],
		['a signature of another secret', sign(body, 'another secret'), 'mismatch'],
		['a signature of another body', sign(`${body} `, secret), 'mismatch'],
		['upper case', signature.toUpperCase(), 'malformed'],
		['a prefix', `sha256=${signature}`, 'malformed'],
		['a cut signature', signature.slice(1), 'malformed'],
		['two signatures in one header', `${signature}, ${signature}`, 'malformed'],
	])('%s with 401', async (_, header, reason) => {
		const answer = await bookings.webhook.post(body, { 'x-cal-signature-256': header });
		expect(answer).toMatchObject({
			status: 401,
			body: { status: 'rejected', reason, message: expect.stringMatching(/\w{3}.*\.$/) },
		});
	});

	it.each([
		['the secret is empty', { secret: '' }],
		['the secret is blank', { secret: '  ', previousSecret: '' }],
	])('everything when %s', async (_, fields) => {
		credential(fields);
		for (const header of [signature, sign(body, ''), null]) {
			const answer = await bookings.webhook.post(body, { 'x-cal-signature-256': header });
			expect(answer).toMatchObject({ status: 401, body: { reason: 'no-secret-configured' } });
		}
	});

	it('without a row, an execution or an exception', async () => {
		expect(await events()).toEqual([]);
		expect(await bookings.webhook.executions()).toEqual([]);
		expect(bookings.webhook.thrown).toEqual([]);
	});

	it('one more delivery, and Event: Health counts it', async () => {
		const before = await refused();
		await bookings.webhook.post(body, { 'x-cal-signature-256': null });
		expect(await refused()).toBe(before + 1);
	});
});

describe('the booking trigger accepts', () => {
	it('a delivery signed with the previous secret while the secret is changed', async () => {
		credential({ secret: 'the new one', previousSecret: secret });
		expect(await bookings.webhook.post(body)).toMatchObject({
			status: 200,
			body: { status: 'processed' },
		});
		credential({ secret: 'the new one', previousSecret: '' });
		expect(await bookings.webhook.post(body)).toMatchObject({
			status: 401,
			body: { reason: 'mismatch' },
		});
	});

	it('an unsigned delivery only if verification is turned off, even without a credential', async () => {
		const open = await startBookings((json) => trigger(json, { verifySignature: false }));
		open.instance.credentials['mtlCalComWebhookApi'] = undefined;
		const answer = await open.webhook.post(body, { 'x-cal-signature-256': null });
		await open.close();
		expect(answer).toMatchObject({ status: 200, body: { status: 'processed' } });
	});
});
