import type { Browser, Page } from 'playwright-core';

import { openBrowser, signIn } from '../support/browser';
import { variant } from '../support/events';
import { openForm } from '../support/formPage';
import { database, post, theInstance, until } from '../support/n8nApi';
import { exported } from '../support/workflowFiles';

const workflow = exported('replay-events.json');

describe('The workflow "Replay events" in the editor', () => {
	let db: Awaited<ReturnType<typeof database>>;
	let browser: Browser;
	let page: Page;
	beforeAll(async () => {
		db = await database();
		browser = await openBrowser();
		page = await signIn(browser);
	});
	afterAll(async () => {
		await browser?.close();
		await db?.end();
	});

	const row = async () =>
		(await db.rows("SELECT * FROM webhook_events WHERE external_id = 'replayed1'"))[0] ?? {};

	const open = async () => await openForm(page, workflow.id, 'Show them');
	const tick = async (form: Page, ...statuses: string[]) => {
		for (const status of ['failed', 'quarantined', 'processed', 'ignored'])
			await form.getByLabel(status, { exact: true }).setChecked(statuses.includes(status));
	};
	const show = async (form: Page) => await form.getByRole('button', { name: 'Show them' }).click();

	it('shows what would run again, changes nothing on "No", and runs it on "Yes"', async () => {
		const body = variant('booking_created.basic', '2026-11-12T08:00:00.000Z', { uid: 'replayed1' });
		expect(await post(body)).toMatchObject({ status: 200 });
		const reason = 'Broken <b>here</b> & <img src="x" onerror="alert(1)">';
		await db.query(
			"UPDATE webhook_events SET status = 'quarantined', error_message = ? WHERE external_id = 'replayed1'",
			[reason],
		);
		const before = await row();

		let form = await open();
		await show(form);
		const line = form.locator('tr', { hasText: 'replayed1' });
		await line.waitFor();
		expect(await line.locator('td').allTextContents()).toEqual([
			String(before['id']),
			(before['created_at'] as Date).toISOString().slice(0, 16).replace('T', ' '),
			'BOOKING_CREATED',
			'replayed1',
			'quarantined',
			reason,
		]);
		expect(await line.locator('b, img').count()).toBe(0);
		await form.getByText('No, change nothing').click();
		await form.getByRole('button', { name: 'Go on' }).click();
		await form.getByText('Nothing was changed').waitFor();
		expect(await row()).toEqual(before);
		await form.close();

		form = await open();
		await tick(form, 'quarantined');
		await show(form);
		await form.getByText('Yes, run them again').click();
		await form.getByRole('button', { name: 'Go on' }).click();
		await form.getByText(/^\d+ of \d+ events are due now$/).waitFor();
		expect(await until(async () => (await row())['status'] === 'processed', 90)).toBe(true);
		expect(await row()).toMatchObject({ id: before['id'], source: 'replay', error_message: null });
		await form.close();
	});

	it('says so when there is nothing to replay', async () => {
		const form = await open();
		await tick(form, 'ignored');
		await form.locator('input[type="date"]').fill('2099-01-01');
		await show(form);
		await form.getByText('Nothing to replay').waitFor();
		await form.close();
	});

	it('has no public form: unpublished, and only for people who are signed in', async () => {
		const [trigger] = workflow.nodes.filter(({ type }) => type.endsWith('formTrigger'));
		const { status } = await fetch(`${theInstance().editorUrl}/form/${trigger?.webhookId}`);
		expect(status).toBe(404);
	});
});
