import { variant } from '../support/events';
import { alertWorkflow, bookingsWorkflow, database, N8nApi, post, until } from '../support/n8nApi';

describe('A delivery that the database refuses', () => {
	let db: Awaited<ReturnType<typeof database>>;
	let api: N8nApi;
	beforeAll(async () => {
		db = await database();
		api = new N8nApi();
	});
	afterAll(async () => await db.end());

	const send = async (uid: string) =>
		await post(variant('booking_created.basic', '2026-11-10T08:00:00.000Z', { uid }));
	const status = async (uid: string) =>
		(await db.rows('SELECT status FROM webhook_events WHERE external_id = ?', [uid]))[0]?.[
			'status'
		];
	const alerts = async () => (await api.reached(alertWorkflow, 'Send the Alert')).length;
	const newestRed = async () =>
		(await api.executions(bookingsWorkflow)).find((one) => one.status === 'error')?.id ?? '';

	it('is answered 500, raises an alert, and is recorded when the cause is fixed', async () => {
		const [alertsBefore, redBefore] = [await alerts(), await newestRed()];
		await db.query('ALTER TABLE webhook_events ADD tenant_id INT NOT NULL');
		try {
			for (const uid of ['refused1', 'refused2']) {
				expect(await send(uid)).toMatchObject({
					status: 500,
					body: { event: null, reason: expect.stringContaining('webhook_events.tenant_id') },
				});
			}
			expect(await until(async () => (await alerts()) === alertsBefore + 2, 30)).toBe(true);
		} finally {
			await db.query('ALTER TABLE webhook_events DROP COLUMN tenant_id');
		}
		const id = await newestRed();
		expect(id).not.toBe(redBefore);
		// As the button "Retry" does.
		await api.call('POST', `/executions/${id}/retry`, { loadWorkflow: false });
		for (const uid of ['refused1', 'refused2'])
			expect(await until(async () => (await status(uid)) === 'processed', 90)).toBe(true);
	});
});
