import type { Page } from 'playwright-core';

import { theInstance } from './n8nApi';

/** Starts a workflow with a form as a person does, and lets the form know who that is. */
export async function openForm(page: Page, workflowId: string, button: string): Promise<Page> {
	await page.goto(`${theInstance().editorUrl}/workflow/${workflowId}`);
	await page.locator('[data-test-id="canvas-node"]').first().waitFor();
	const opened = page.waitForEvent('popup');
	await page.locator('[data-test-id="execute-workflow-button"]').click();
	const form = await opened;
	const allow = form.getByRole('button', { name: 'Allow access' });
	const submit = form.getByRole('button', { name: button });
	await allow.or(submit).waitFor();
	if (await allow.isVisible()) await allow.click();
	await submit.waitFor();
	return form;
}
