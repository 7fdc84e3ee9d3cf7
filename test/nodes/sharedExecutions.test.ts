import { deliveryOf, inboxOf, sharesOf, startShared } from '../support/sharedBookings';
import { type Bookings, trigger } from '../support/workflowRun';

let bookings: Bookings;
const uids = (count: number, prefix = 'b') => Array.from({ length: count }, (_, n) => prefix + n);
const postAll = async (names: readonly string[]) =>
	await Promise.all(names.map(async (uid) => await bookings.webhook.post(deliveryOf(uid))));

describe('deliveries that share executions', () => {
	beforeEach(async () => {
		bookings = await startShared();
	});
	afterEach(async () => await bookings.close());

	it('start at once and alone if no other comes', async () => {
		for (const uid of ['one', 'two']) {
			expect(await bookings.webhook.post(deliveryOf(uid))).toMatchObject({
				status: 200,
				body: { status: 'processed' },
			});
		}
		expect(sharesOf(await bookings.webhook.executions())).toEqual([['one'], ['two']]);
	});

	it('are each answered with their own rows, and remember their execution', async () => {
		const names = uids(8);
		const answers = await postAll(names);
		const shares = sharesOf(await bookings.webhook.executions());
		expect(shares.flat().sort()).toEqual(names);
		expect(shares.length).toBeLessThan(8);
		const inbox = await inboxOf(bookings);
		for (const [n, uid] of names.entries()) {
			expect(answers[n]).toMatchObject({
				status: 200,
				body: { status: 'processed', event: inbox.get(uid)?.['id'] },
			});
		}
		const lead = answers.map(({ body }) => (body['leads'] as number[])[0]);
		const emails = await bookings.database.query('SELECT id, email FROM leads');
		const emailOf = new Map(emails.map(({ id, email }) => [id, email]));
		expect(lead.map((id) => emailOf.get(id))).toEqual(names.map((uid) => `${uid}@kunde.example`));
		const executionsOf = shares.map((share) => share.map((uid) => inbox.get(uid)?.['execution']));
		expect(executionsOf.map((all) => new Set(all).size)).toEqual(shares.map(() => 1));
		expect(new Set(executionsOf.flat()).size).toBe(shares.length);
	});

	it('are at most 16 in one execution', async () => {
		const names = uids(40);
		const answers = await postAll(names);
		expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
		const shares = sharesOf(await bookings.webhook.executions());
		expect(shares.flat().sort()).toEqual([...names].sort());
		expect(Math.max(...shares.map(({ length }) => length))).toBe(16);
	});

	it('are recorded once, and a duplicate among them is answered as one', async () => {
		const answers = await postAll(['same', 'same', 'other']);
		expect(answers.map(({ body }) => body['status']).sort()).toEqual([
			'duplicate',
			'processed',
			'processed',
		]);
		expect(
			sharesOf(await bookings.webhook.executions())
				.flat()
				.sort(),
		).toEqual(['other', 'same']);
	});

	it('end a booking that is made, moved and cancelled in one execution as cancelled', async () => {
		const person = {
			attendees: (deliveryOf('made')['payload'] as object as { attendees: object })['attendees'],
		};
		const moved = { ...person, rescheduleUid: 'made' };
		const answers = await Promise.all(
			[
				deliveryOf('moved', 'booking_cancelled', person),
				deliveryOf('moved', 'booking_rescheduled', moved),
				deliveryOf('made'),
			].map(async (body) => await bookings.webhook.post(body)),
		);
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
		expect(sharesOf(await bookings.webhook.executions()).length).toBeLessThan(3);
		const rows = await bookings.database.query(
			'SELECT external_booking_id AS uid, status FROM bookings',
		);
		expect(rows).toEqual([{ uid: 'moved', status: 'cancelled' }]);
	});
});

describe('a trigger that shares executions', () => {
	afterEach(async () => await bookings.close());

	it('answers 202 immediately if set to do so', async () => {
		bookings = await startShared((json) => trigger(json, { respond: 'atOnce' }));
		const answers = await postAll(uids(8));
		expect(answers.map(({ status }) => status)).toEqual(uids(8).map(() => 202));
		const shares = sharesOf(await bookings.webhook.executions());
		expect(shares.flat().sort()).toEqual(uids(8));
		expect(shares.length).toBeLessThan(8);
		for (const { status } of (await inboxOf(bookings)).values()) expect(status).toBe('processed');
	});

	it('gives each delivery its own execution in queue mode', async () => {
		bookings = await startShared();
		process.env['EXECUTIONS_MODE'] = 'queue';
		const answers = await postAll(uids(4)).finally(() => delete process.env['EXECUTIONS_MODE']);
		expect(answers.map(({ status }) => status)).toEqual(uids(4).map(() => 200));
		const shares = sharesOf(await bookings.webhook.executions());
		expect(shares.map(({ length }) => length)).toEqual([1, 1, 1, 1]);
	});
});
