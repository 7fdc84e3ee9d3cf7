import { variant } from '../support/events';
import { alertWorkflow, bookingsWorkflow, database, N8nApi, post, until } from '../support/n8nApi';

describe('A quarantined event', () => {
	let db: Awaited<ReturnType<typeof database>>;
	let api: N8nApi;
	beforeAll(async () => {
		db = await database();
		api = new N8nApi();
	});
	afterAll(async () => await db.end());

	const send = async (uid: string) =>
		await post(variant('booking_created.basic', '2026-11-10T08:00:00.000Z', { uid }));
	const row = async (uid: string) =>
		(await db.rows('SELECT * FROM webhook_events WHERE external_id = ?', [uid]))[0] ?? {};
	const alerts = async () => await api.reached(alertWorkflow, 'Send the Alert');
	/** Failed executions of the booking workflow with this message. */
	const red = async (text: string) => {
		const ids = (await api.executions(bookingsWorkflow)).filter(({ status }) => status === 'error');
		const whole = await Promise.all(ids.map(async ({ id }) => await api.execution(id)));
		return whole.filter(({ data }) => data?.includes(text));
	};

	it('raises one alert: after its last attempt, or as soon as it can never run again', async () => {
		const alertsBefore = (await alerts()).length;
		expect(await send('gone1')).toMatchObject({ status: 200 });
		await db.query('RENAME TABLE activities TO activities_away');
		try {
			expect(await send('lastTry1')).toMatchObject({ status: 500 });
			await db.query(
				`UPDATE webhook_events SET status = 'failed', attempts = IF(external_id = 'gone1', 1, 6),
					payload = IF(external_id = 'gone1', NULL, payload), next_attempt_at = UTC_TIMESTAMP(3)
				WHERE external_id IN ('gone1', 'lastTry1')`,
			);
			const given = async (uid: string) => (await row(uid))['status'] === 'quarantined';
			expect(await until(async () => (await given('gone1')) && (await given('lastTry1')), 90)).toBe(
				true,
			);
		} finally {
			await db.query('RENAME TABLE activities_away TO activities');
		}
		expect(await until(async () => (await alerts()).length === alertsBefore + 2, 20)).toBe(true);
		const [gone, lastTry] = [await row('gone1'), await row('lastTry1')];
		expect(gone['error_message']).toContain('The stored body of this event is gone');
		expect(await red(`Event ${String(gone['id'])}: The stored body`)).toHaveLength(1);
		const execution = await api.execution(String(lastTry['execution_id']));
		expect(execution).toMatchObject({ status: 'error', mode: 'trigger' });
		const texts = (await alerts()).slice(0, 2).join();
		for (const { id } of [gone, lastTry] as Array<{ id: number }>)
			expect(texts).toContain(`Booking event ${id} needs you`);
		expect(texts).toContain(`/workflow/${bookingsWorkflow}/executions/${execution.id}`);
		// Another poll has come and gone.
		await new Promise((resolve) => setTimeout(resolve, 65_000));
		expect((await alerts()).length).toBe(alertsBefore + 2);
	});
});
