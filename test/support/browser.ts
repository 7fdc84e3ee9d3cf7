import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

import { installSystemPackage } from '../../runner/install/systemPackages';
import { theInstance } from './n8nApi';

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const findBrowser = () => programs.find(existsSync);

/**
 * Makes sure that the machine has Chromium; the system's package manager installs it if missing.
 */
export async function requireBrowser(home: string, report: (line: string) => void): Promise<void> {
	if (findBrowser()) return;
	const missing = {
		what: 'browser',
		packages: { 'apt-get': 'chromium', apk: 'chromium', dnf: 'chromium', pacman: 'chromium' },
		instead: 'The tests open the editor in Chromium: install it with your package manager.',
	};
	await installSystemPackage(missing, { home, report, signal: new AbortController().signal });
}

/** The machine's own Chromium, headless. */
export async function openBrowser(): Promise<Browser> {
	const executablePath = findBrowser();
	if (!executablePath)
		throw new Error('There is no Chromium on this machine: apt-get install chromium');
	return await chromium.launch({
		executablePath,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
}

/** A page of n8n's editor, signed in as the owner. */
export async function signIn(browser: Browser): Promise<Page> {
	const { editorUrl, email, password } = theInstance();
	const page = await browser.newPage({ viewport: { width: 1900, height: 1180 } });
	// Seconds on a quiet machine.
	page.setDefaultTimeout(120_000);
	await page.goto(`${editorUrl}/signin`);
	await page.locator('input[autocomplete="email"], input[type="email"]').first().fill(email);
	await page.locator('input[type="password"]').fill(password);
	await page.keyboard.press('Enter');
	await page.waitForURL((url) => !url.pathname.includes('signin'));
	return page;
}
