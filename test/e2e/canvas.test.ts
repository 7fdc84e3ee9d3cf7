import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';

import workflow from '../../workflows/calcom-bookings.json';
import { openBrowser, signIn } from '../support/browser';
import { bookingsWorkflow, database, theInstance, until } from '../support/n8nApi';
import { exported, isSticky, workflowFiles } from '../support/workflowFiles';

const picture = join(__dirname, '../../workflows/canvas.png');

/** Opens a workflow and zooms to show all of it. */
async function open(page: Page, id: string): Promise<void> {
	await page.goto(`${theInstance().editorUrl}/workflow/${id}`);
	await page.locator('[data-test-id="canvas-node"]').first().waitFor();
	await page.keyboard.press('1');
}

/** Waits until the canvas shows the node. Several nodes with its name are an error. */
async function shown(page: Page, name: string): Promise<Locator> {
	const node = page.locator(
		`[data-test-id="canvas-node"][data-node-name="${name.replaceAll('"', '\\"')}"]`,
	);
	await node.waitFor();
	return node;
}

const unfinishedTrigger = 'Unfinished Events Trigger';

/** Chooses a sample on the trigger and presses "Execute workflow" beside it, as the note on the canvas says. */
async function runByHand(page: Page, sample: string): Promise<void> {
	await (await shown(page, unfinishedTrigger)).dblclick();
	const field = page.locator('[data-test-id="parameter-input-manualRun"]').first();
	await field.click();
	await page.locator('.el-select-dropdown__item:visible', { hasText: sample }).click();
	const close = page.locator('[data-test-id="ndv-close-button"]');
	await close.click();
	await close.waitFor({ state: 'hidden' });
	await page
		.locator(`[data-test-id="execute-workflow-button-${unfinishedTrigger}"]`)
		.dispatchEvent('click');
}

describe("The workflow in n8n's editor", () => {
	let browser: Browser;
	let page: Page;
	beforeAll(async () => {
		browser = await openBrowser();
		page = await signIn(browser);
	});
	afterAll(async () => await browser?.close());

	it("shows each of the package's nodes with its name and icon, none unknown", async () => {
		await open(page, bookingsWorkflow);
		const own = workflow.nodes.filter(({ type }) => type.startsWith('n8n-nodes-mtl.'));
		for (const { name } of own) {
			const icon = (await shown(page, name)).locator('img').first();
			expect(await icon.getAttribute('src')).toContain('/icons/n8n-nodes-mtl/');
			const width = async () =>
				await icon.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);
			expect([name, await until(async () => (await width()) > 0, 120)]).toEqual([name, true]);
		}
		if (process.env['MTL_UPDATE_PICTURE']) {
			// n8n opens its "Production Checklist" over the canvas.
			await page.keyboard.press('Escape');
			await page.locator('.vue-flow__pane').click({ position: { x: 1500, y: 950 } });
			await page.mouse.move(700, 1000);
			// The canvas moves into view.
			await page.waitForTimeout(2000);
			await page.locator('.vue-flow').screenshot({ path: picture });
		}
	});

	it('runs every branch manually with its sample', async () => {
		await open(page, bookingsWorkflow);
		const db = await database();
		const sample = async () =>
			await db.rows(
				`SELECT b.status, b.external_booking_id, (SELECT COUNT(*) FROM activities a WHERE a.booking_id = b.id) AS \`lines\`
				FROM bookings b JOIN leads l ON l.id = b.lead_id WHERE l.email = 'sample.person@example.com'`,
			);
		const names = ['Created', 'Rescheduled', 'Cancelled', 'No-Show'];
		for (const [index, name] of names.entries()) {
			await runByHand(page, `Sample: ${name}`);
			const ran = async () => Number((await sample())[0]?.['lines']) === index + 1;
			expect([name, await until(ran, 120)]).toEqual([name, true]);
		}
		expect(await sample()).toEqual([
			{ status: 'cancelled', external_booking_id: 'sampleBooking2', lines: 4 },
		]);
		await db.end();
	});

	it.each(workflowFiles)('shows every node of %s', async (file) => {
		const { id, nodes } = exported(file);
		await open(page, id);
		for (const { name } of nodes.filter((node) => !isSticky(node))) await shown(page, name);
		expect(await page.getByText('Install this node').count()).toBe(0);
	});
});
