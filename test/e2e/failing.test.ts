import { openBrowser, signIn } from '../support/browser';
import { variant } from '../support/events';
import {
	alertWorkflow,
	bookingsWorkflow,
	database,
	N8nApi,
	post,
	theInstance,
	until,
} from '../support/n8nApi';

describe('A branch that fails', () => {
	let db: Awaited<ReturnType<typeof database>>;
	let api: N8nApi;
	beforeAll(async () => {
		db = await database();
		api = new N8nApi();
	});
	afterAll(async () => await db.end());

	const body = variant('booking_created.basic', '2026-11-08T08:00:00.000Z', { uid: 'failing1' });
	const row = async () =>
		(await db.rows("SELECT * FROM webhook_events WHERE external_id = 'failing1'"))[0];

	it('is answered 500 with the reason, fails in n8n without an alert, and is retried automatically', async () => {
		const callsBefore = (await api.executions(alertWorkflow)).length;
		const alerts = async () => (await api.reached(alertWorkflow, 'Send the Alert')).length;
		const alertsBefore = await alerts();
		await db.query('RENAME TABLE activities TO activities_away');
		try {
			const answer = await post(body);
			expect(answer).toMatchObject({ status: 500, body: { status: 'failed' } });
			expect(answer.body['reason']).toMatch(
				/^Log "Booked": The database lacks the table activities/,
			);
			expect(await row()).toMatchObject({
				status: 'failed',
				error_message: answer.body['reason'],
				attempts: 1,
			});
			const id = String((await row())?.['execution_id']);
			expect(await until(async () => (await api.execution(id)).status === 'error', 10)).toBe(true);
			await seeRed(id, 'The database lacks the table activities');
			expect(
				await until(
					async () => (await api.executions(alertWorkflow)).length === callsBefore + 1,
					20,
				),
			).toBe(true);
		} finally {
			await db.query('RENAME TABLE activities_away TO activities');
		}
		// Due in a minute; the trigger for unfinished events polls every minute.
		await db.query(
			"UPDATE webhook_events SET next_attempt_at = UTC_TIMESTAMP(3) WHERE external_id = 'failing1'",
		);
		expect(await until(async () => (await row())?.['status'] === 'processed', 90)).toBe(true);
		expect(await row()).toMatchObject({ error_message: null, attempts: 2 });
		expect(await alerts()).toBe(alertsBefore);
		const lines = await db.rows(
			`SELECT a.subject FROM activities a JOIN bookings b ON b.id = a.booking_id WHERE b.external_booking_id = 'failing1'`,
		);
		expect(lines).toEqual([{ subject: 'Level Check Booked' }]);
	});
});

/** Opens the execution in the editor, as a person would, and finds the failed step with its reason. */
async function seeRed(executionId: string, reason: string): Promise<void> {
	const browser = await openBrowser();
	try {
		const page = await signIn(browser);
		await page.goto(
			`${theInstance().editorUrl}/workflow/${bookingsWorkflow}/executions/${executionId}`,
		);
		await page.getByText(/Problem in node .Log "Booked"/).waitFor();
		await page.getByText(reason).first().waitFor();
		const failed = page.locator('[data-test-id="canvas-node"][data-node-name="Log \\"Booked\\""]');
		await failed.locator('[data-icon="node-execution-error"]').first().waitFor();
	} finally {
		await browser.close();
	}
}
