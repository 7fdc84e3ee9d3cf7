import { defaultEvents, triggerEvents } from '../../nodes/core/calcom/events';
import { variant } from '../support/events';
import { fuzz } from '../support/fuzz';
import { unsoundBookings, unsoundEvents } from '../support/inboxSound';
import { bookingsWorkflow, database, N8nApi, post, theInstance } from '../support/n8nApi';
import { setTrigger } from '../support/triggerSettings';

/** Deliveries, and the seed of their sequence: the seed of a failed run reproduces it. */
const count = Number(process.env['MTL_FUZZ'] ?? 300);
const seed = Number(process.env['MTL_FUZZ_SEED'] ?? Math.floor(Math.random() * 1e9));

describe('Signed deliveries of any kind', () => {
	const { webhookUrl, secret } = theInstance();
	let db: Awaited<ReturnType<typeof database>>;
	let api: N8nApi;
	beforeAll(async () => {
		db = await database();
		api = new N8nApi();
	});
	afterAll(async () => await db?.end());

	const lastEvent = async () =>
		Number((await db.rows('SELECT COALESCE(MAX(id), 0) AS id FROM webhook_events'))[0]?.['id']);
	const redExecutions = async () => {
		const filter = JSON.stringify({ workflowId: bookingsWorkflow, status: ['error', 'crashed'] });
		const query = new URLSearchParams({ filter, limit: '1' });
		return (await api.call<{ count: number }>('GET', `/executions?${query.toString()}`)).count;
	};

	async function sendAndLook(from: number, answers: string[]): Promise<void> {
		const before = { event: await lastEvent(), red: await redExecutions() };
		const { byAnswer, wrong } = await fuzz({ webhookUrl, secret, count, seed: from });
		expect(wrong).toEqual([]);
		expect(Object.keys(byAnswer)).toEqual(expect.arrayContaining(answers));
		const query = async (sql: string) => await db.rows(sql);
		expect(await unsoundEvents(query, before.event)).toEqual([]);
		expect(await unsoundBookings(query)).toEqual([]);
		expect(await redExecutions()).toBe(before.red);
	}

	it(`are answered correctly, ${count} of them (seed ${seed})`, async () => {
		await sendAndLook(seed, ['200 processed', '200 ignored', '422 failed', '200 pong']);
	});

	it('are also answered correctly when the trigger is set to all events', async () => {
		const form = { triggerEvent: 'FORM_SUBMITTED', payload: {} };
		const becomes = (status: string) => {
			let second = 10;
			return async () => {
				const createdAt = `2026-11-12T10:00:${second++}.000Z`;
				return (await post({ ...form, createdAt })).body['status'] === status;
			};
		};
		await setTrigger(api, { events: Object.keys(triggerEvents) }, becomes('processed'));
		try {
			await sendAndLook(seed + 1e9, ['200 processed', '422 failed', '200 pong']);
		} finally {
			await setTrigger(api, { events: defaultEvents }, async () => {
				const paid = variant('booking_paid', new Date().toISOString(), { uid: `${Date.now()}` });
				return (await post(paid)).body['status'] === 'ignored';
			});
		}
	});
});
