import { setTimeout as wait } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';

import { sign } from '../../nodes/core/calcom/signature';
import { variant } from '../support/events';
import { databaseCredential } from '../support/n8nCoreNode';
import { secret, webhookCredential } from '../support/n8nCoreWebhook';
import { type Bookings, startBookings } from '../support/workflowRun';

let bookings: Bookings;
let reads: string[];
const bodyOf = (uid: string) =>
	JSON.stringify(variant('booking_created.basic', '2026-11-12T08:00:00.000Z', { uid }));
const post = async (uid: string, key = secret) =>
	await bookings.webhook.post(bodyOf(uid), { 'x-cal-signature-256': sign(bodyOf(uid), key) });

/** Gives n8n a credential, and notes each time that it is read. */
function give(type: string, fields: object): void {
	const get = () => {
		reads.push(type);
		return fields;
	};
	Object.defineProperty(bookings.instance.credentials, type, { get, configurable: true });
}

/** Keeps every delivery that comes in unanswered while `work` runs. The clock stands still meanwhile. */
async function whileHeld(work: (now: jest.SpyInstance<number>) => Promise<void>): Promise<void> {
	const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
	const holder = await createConnection(bookings.database.url);
	await holder.query('LOCK TABLES webhook_events WRITE, mtl_keys WRITE');
	await work(now).finally(() => holder.destroy());
	now.mockRestore();
}
async function untilHeld(count: number): Promise<void> {
	const waiting =
		"SELECT ID FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND STATE LIKE 'Waiting for table%'";
	while ((await bookings.database.query(waiting)).length !== count) await wait(10);
}

beforeAll(async () => {
	bookings = await startBookings();
});
beforeEach(async () => {
	reads = [];
	await bookings.webhook.executions();
	give('mtlCalComWebhookApi', webhookCredential);
	give('mtlDatabaseApi', databaseCredential(bookings.database));
});
afterAll(async () => await bookings.close());

describe('the booking trigger reads its credentials', () => {
	it('for each delivery that arrives alone', async () => {
		for (const uid of ['alone', 'alone', 'alone']) await post(uid);
		expect(reads.filter((type) => type === 'mtlCalComWebhookApi')).toHaveLength(3);
		expect(reads.filter((type) => type === 'mtlDatabaseApi')).toHaveLength(3);
	});

	it('once for deliveries that arrive while others are received', async () => {
		const answers: Array<ReturnType<typeof post>> = [];
		await whileHeld(async () => {
			for (const number of [1, 2, 3]) {
				answers.push(post(`together${number}`));
				await untilHeld(number);
			}
			expect(reads).toEqual(['mtlCalComWebhookApi', 'mtlDatabaseApi']);
		});
		for (const answer of answers) expect(await answer).toMatchObject({ status: 200 });
	});

	it('again if the secret that it has read refuses a delivery', async () => {
		const answers: Array<ReturnType<typeof post>> = [];
		await whileHeld(async () => {
			answers.push(post('before'));
			await untilHeld(1);
			give('mtlCalComWebhookApi', { secret: 'the new one', previousSecret: '' });
			answers.push(post('after', 'the new one'));
			await untilHeld(2);
			expect(await post('strange', 'another secret')).toMatchObject({ status: 401 });
			expect(await post('old', secret)).toMatchObject({ status: 401 });
		});
		for (const answer of answers) expect(await answer).toMatchObject({ status: 200 });
	});

	it('again a second later, in a burst that does not end', async () => {
		const answers: Array<ReturnType<typeof post>> = [];
		await whileHeld(async (now) => {
			answers.push(post('early'));
			await untilHeld(1);
			now.mockReturnValue(Date.now() + 1_001);
			answers.push(post('late'));
			await untilHeld(2);
			expect(reads.filter((type) => type === 'mtlCalComWebhookApi')).toHaveLength(2);
			expect(reads.filter((type) => type === 'mtlDatabaseApi')).toHaveLength(2);
		});
		for (const answer of answers) expect(await answer).toMatchObject({ status: 200 });
	});
});
