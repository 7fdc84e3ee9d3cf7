import type { Json } from '../calcom/deliveries';
import { fixture } from '../support/events';
import { type Bookings, bookingTrigger, startBookings, trigger } from '../support/workflowRun';

let bookings: Bookings;
let count = 0;
/** A booking not delivered before. */
const fresh = (changes: Json = {}): Json => {
	const body = fixture('booking_created.basic');
	const payload = body['payload'] as Json;
	return { ...body, payload: { ...payload, uid: `body${++count}`, ...changes } };
};
const started = async () =>
	(await bookings.webhook.executions()).at(-1)?.sent(bookingTrigger)[0]?.json;

beforeAll(async () => {
	bookings = await startBookings((json) => trigger(json, { includeRawBody: true }));
});
afterAll(async () => await bookings.close());

describe('the booking trigger reads JSON', () => {
	it.each([
		'application/json',
		'application/json; charset=utf-8',
		'application/x-www-form-urlencoded',
		'text/plain',
		'application/octet-stream',
		null,
	])('under the content type %s', async (type) => {
		const answer = await bookings.webhook.post(fresh(), { 'content-type': type });
		expect(answer).toMatchObject({ status: 200, body: { status: 'processed' } });
	});

	it.each(['application/json', 'application/x-www-form-urlencoded', 'text/plain', null])(
		'and adds it, without credentials, to the item under %s',
		async (type) => {
			await bookings.webhook.post(fresh({ oneTimePassword: '123456' }), { 'content-type': type });
			const raw = (await started())?.['rawBody'];
			expect(raw).toMatchObject({
				triggerEvent: 'BOOKING_CREATED',
				payload: { uid: `body${count}`, oneTimePassword: '[removed]' },
			});
		},
	);

	it('as bytes: non-ASCII text stays as it was signed', async () => {
		const answer = await bookings.webhook.post(fresh({ additionalNotes: 'Grüße an 李雷 🎓' }));
		expect(answer.status).toBe(200);
		expect(await started()).toMatchObject({ attendee: { notes: 'Grüße an 李雷 🎓' } });
	});
});

describe('the booking trigger refuses, without a failed execution,', () => {
	it('a form with files, whose bytes n8n has consumed', async () => {
		const answer = await bookings.webhook.post(fresh(), {
			'content-type': 'multipart/form-data; boundary=x',
		});
		expect(answer).toMatchObject({ status: 400, body: { reason: 'unreadable' } });
	});

	it('a body larger than n8n accepts', async () => {
		const answer = await bookings.webhook.post('x'.repeat(17 * 1024 * 1024), {
			'content-type': null,
		});
		expect(answer).toMatchObject({ status: 413, body: { reason: 'too-large' } });
		expect(bookings.webhook.thrown).toEqual([]);
	});
});
