import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

import { openBrowser, signIn } from '../../support/browser';
import { DeskRows } from '../../support/deskRows';
import { desk, faultsOf, hostile, noFaults, paper, phone } from '../../support/desk';
import { openInstance } from '../../support/instance';
import { database, N8nApi, theInstance, until } from '../../support/n8nApi';

const picture = (name: string) => join(__dirname, `../../../docs/desk-${name}.png`);
const deskWorkflow = 'mtlDesk0000000000001';
const long = 'W'.repeat(500);

describe('The desk', () => {
	let browser: Browser;
	let page: Page;
	let db: Awaited<ReturnType<typeof database>>;
	let stop: () => Promise<void> = async () => {};
	const api = new N8nApi();
	const address = () => `${theInstance().editorUrl}/webhooks/desk`;
	const ids: Record<string, number> = {};

	let rows: DeskRows;
	const open = async (query: string) => await page.goto(`${address()}${query}`);
	const heading = async () => await page.locator('h1').innerText();
	const executions = async () => (await api.executions(deskWorkflow)).length;

	beforeAll(async () => {
		// The lists show everyone's bookings, so no other test may add any.
		({ stop } = await openInstance(mkdtempSync(join(tmpdir(), 'mtl-desk-'))));
		db = await database();
		rows = new DeskRows(db);
		browser = await openBrowser();
		page = await signIn(browser);
		await page.setViewportSize(desk);
		ids['teacher'] = await rows.insert('users', { name: 'Anna', email: 'anna@school.example' });
		ids['owner'] = await rows.insert('users', { name: 'Olga', email: theInstance().email });
		const planted = await rows.hostilePerson();
		Object.assign(ids, { hostile: planted.person, soon: planted.booking, event: planted.event });
		ids['past'] = await rows.booking(await rows.person('Past', 'past@kunde.example'), -30);
		ids['long'] = await rows.booking(await rows.person(long, 'long@kunde.example'), 51);
	});
	afterAll(async () => {
		await browser?.close();
		await db?.end();
		await stop();
	});

	it('sends people who are not signed in through the sign-in of n8n, and back', async () => {
		const context = await browser.newContext({ viewport: desk });
		const visitor = await context.newPage();
		visitor.setDefaultTimeout(120_000);
		await visitor.goto(`${address()}?page=events`);
		await visitor.waitForURL((url) => url.pathname === '/signin');
		const { email, password } = theInstance();
		await visitor.locator('input[autocomplete="email"], input[type="email"]').first().fill(email);
		await visitor.locator('input[type="password"]').fill(password);
		await visitor.keyboard.press('Enter');
		await visitor.waitForURL((url) => url.pathname === '/webhooks/desk');
		expect(new URL(visitor.url()).search).toBe('?page=events');
		expect(await visitor.locator('h1').innerText()).toBe('Events');

		// A session that n8n has ended is worth nothing, although its cookie has not expired.
		const cookie = (await context.cookies())
			.map(({ name, value }) => `${name}=${value}`)
			.join('; ');
		const status = async () =>
			(await fetch(address(), { headers: { cookie, Connection: 'close' }, redirect: 'manual' }))
				.status;
		expect(await status()).toBe(200);
		const browserId = await visitor.evaluate(`localStorage.getItem('n8n-browserId')`);
		const headers = { 'browser-id': String(browserId) };
		const { editorUrl } = theInstance();
		expect((await context.request.post(`${editorUrl}/rest/logout`, { headers })).status()).toBe(
			200,
		);
		expect(await status()).toBe(302);
		await context.close();
	});

	it('is accessible, and lets nothing run, whatever people typed, on every page and at every width', async () => {
		const pages = {
			upcoming: '',
			booking: `?page=booking&id=${ids['soon']}`,
			person: `?page=person&id=${ids['hostile']}`,
			events: '?page=events',
			reports: '?page=reports&weeks=26',
			search: `?q=${encodeURIComponent(hostile.slice(0, 20))}`,
			longName: `?page=booking&id=${ids['long']}`,
			longPerson: `?page=person&id=${(await rows.ofBooking(ids['long']))['lead_id']}`,
			merge: `?page=merge&keep=${ids['hostile']}&other=${(await rows.ofBooking(ids['long']))['lead_id']}`,
			saved: `?page=booking&id=${ids['past']}&said=saved`,
			missing: '?page=booking&id=999999',
			invalid: '?page=reports&weeks=99',
		};
		const refused: Record<string, number> = { missing: 404, invalid: 400 };
		const faults: string[] = [];
		page.on('console', (message) => faults.push(message.text()));
		for (const [name, query] of Object.entries(pages)) {
			const answer = await open(query);
			expect([name, answer?.status()]).toEqual([name, refused[name] ?? 200]);
			const policy = (await answer?.allHeaders())?.['content-security-policy'];
			expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self';/);
			for (const viewport of [desk, phone]) {
				const seen = [name, viewport.width, await faultsOf(page, viewport)];
				expect(seen).toEqual([name, viewport.width, noFaults]);
			}
		}
		await page.setViewportSize(desk);
		await open(pages.booking);
		expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
		expect(await page.getByText('America/New_York').count()).toBe(1);
		expect(faults.filter((text) => !/status of 40[04]/.test(text))).toEqual([]);
		page.removeAllListeners('console');
	});

	it('would be told of a page that is not accessible, or too wide', async () => {
		await open('');
		await page.evaluate(`document.documentElement.removeAttribute('lang');
			document.querySelector('input[type=search]').closest('label').replaceWith(document.createElement('input'));
			document.querySelector('h1').style.width = '3000px'`);
		const { violations, wide } = await faultsOf(page, desk);
		expect(violations).toEqual([
			expect.stringMatching(/^html-has-lang: /),
			expect.stringMatching(/^label: /),
		]);
		expect(wide).toHaveLength(1);
	});

	it('assigns a teacher: in the row, on the timeline, and in one execution', async () => {
		const before = await executions();
		await open(`?page=booking&id=${ids['soon']}`);
		await page.getByRole('combobox', { name: /^Teacher/ }).selectOption('Anna');
		await page.getByRole('button', { name: 'Assign' }).click();
		await page.getByText('Saved.').waitFor();
		expect(await rows.ofBooking(ids['soon'])).toMatchObject({
			assigned_teacher_id: ids['teacher'],
		});
		const lines = await db.rows(
			"SELECT subject, body FROM activities WHERE booking_id = ? AND type = 'desk'",
			[ids['soon']],
		);
		expect(lines).toEqual([
			{ subject: 'Teacher Assigned', body: `Anna\nBy Olga (${theInstance().email})` },
		]);
		expect(await until(async () => (await executions()) === before + 1, 60)).toBe(true);
		const [newest] = await api.executions(deskWorkflow);
		const { data } = await api.execution(newest?.id ?? '');
		expect(data).toContain('teacher-assigned');
		expect(data).toContain('anna@school.example');
		expect(data).not.toContain('n8n-auth');
	});

	it('records an outcome with the keyboard alone', async () => {
		await open('');
		expect(await page.getByRole('heading', { name: 'To be recorded' }).count()).toBe(1);
		await page.getByRole('link', { name: /^Past/ }).first().focus();
		await page.keyboard.press('Enter');
		await page.getByLabel('Outcome').focus();
		await page.keyboard.press('H');
		await page.keyboard.press('Tab');
		await page.keyboard.type('B1');
		await page.getByLabel('Follow up on').fill('2026-12-01');
		await page.getByRole('button', { name: 'Record' }).focus();
		await page.keyboard.press('Enter');
		await page.getByText('Saved.').waitFor();
		expect(await rows.ofBooking(ids['past'])).toMatchObject({
			status: 'completed',
			level_found: 'B1',
			follow_up_at: new Date('2026-11-30T23:00:00Z'),
		});
	});

	it('writes a note, and retries an event', async () => {
		await open(`?page=booking&id=${ids['past']}`);
		await page.getByLabel('Note').fill(hostile);
		await page.getByRole('button', { name: 'Save' }).click();
		await page.getByText('Saved.').waitFor();
		expect(await page.locator('.timeline').innerText()).toContain('onerror=');
		await open('?page=events');
		expect(await page.getByText('422 failed').count()).toBe(1);
		await page.getByRole('button', { name: `Retry ${ids['event']}` }).click();
		await page.getByText('run again within a minute').waitFor();
	});

	it('shows that a booking was changed meanwhile, and overwrites nothing', async () => {
		await open(`?page=booking&id=${ids['long']}`);
		await db.query("UPDATE bookings SET status = 'completed' WHERE id = ?", [ids['long']]);
		await page.getByRole('combobox', { name: /^Teacher/ }).selectOption('Anna');
		await page.getByRole('button', { name: 'Assign' }).click();
		expect(await heading()).toBe('Someone else changed this meanwhile');
		expect(await rows.ofBooking(ids['long'])).toMatchObject({ assigned_teacher_id: null });
		await page.getByRole('link', { name: 'Show it as it is now' }).click();
		expect(await page.locator('h1').innerText()).toContain('W');
	});

	it('merges two people who are confirmed to be one, unless they were changed meanwhile', async () => {
		const keep = await rows.person('Twin', 'twin@kunde.example');
		const other = await rows.person('Twin', 'twin.two@kunde.example');
		const theirs = await rows.booking(other, 52);
		const openMerge = async () => {
			await open(`?page=person&id=${keep}`);
			const item = page.getByRole('listitem').filter({ hasText: 'twin.two@kunde.example' });
			await item.getByRole('link', { name: 'Compare and merge' }).click();
			expect(await heading()).toBe('Are these the same person?');
		};
		await openMerge();
		const second = await rows.booking(other, 53);
		await page.getByRole('button', { name: 'Merge' }).click();
		expect(await heading()).toBe('Someone else changed this meanwhile');
		expect(await rows.ofBooking(theirs)).toMatchObject({ lead_id: other });
		await page.getByRole('link', { name: 'Show it as it is now' }).click();
		expect(await heading()).toBe('Are these the same person?');
		await page.getByRole('button', { name: 'Merge' }).click();
		await page.getByText('The two people are one now.').waitFor();
		for (const id of [theirs, second])
			expect(await rows.ofBooking(id)).toMatchObject({ lead_id: keep });
		const timeline = await page.locator('.timeline').innerText();
		expect(timeline).toContain('twin.two@kunde.example');
		expect(timeline).toContain(`By Olga (${theInstance().email})`);
		await open(`?page=person&id=${other}`);
		expect(await page.getByText('Other addresses').count()).toBe(1);
		await open('?q=twin.two%40kunde.example');
		expect(await page.getByRole('link', { name: /^Twin/ }).count()).toBeGreaterThan(0);
	});

	it('can be used on a phone for every change', async () => {
		await page.setViewportSize(phone);
		const keep = await rows.person('Phone', 'phone@kunde.example');
		const other = await rows.person('Phone', 'phone.two@kunde.example');
		const theirs = await rows.booking(other, 54);
		const said = async (text: string) => {
			await page.getByText(text).waitFor();
			expect([text, await faultsOf(page, phone)]).toEqual([text, noFaults]);
		};
		await open(`?page=booking&id=${theirs}`);
		await page.getByRole('combobox', { name: /^Teacher/ }).selectOption('Anna');
		await page.getByRole('button', { name: 'Assign' }).click();
		await said('Saved.');
		await page.getByLabel('Outcome').selectOption('No-show');
		await page.getByRole('button', { name: 'Record' }).click();
		await said('Saved.');
		await page.getByLabel('Note').fill('called');
		await page.getByRole('button', { name: 'Save' }).click();
		await said('Saved.');
		expect(await rows.ofBooking(theirs)).toMatchObject({
			...{ status: 'no_show', assigned_teacher_id: ids['teacher'] },
		});
		await open('?page=events');
		await page.getByRole('button', { name: `Retry ${ids['event']}` }).click();
		await said('run again within a minute');
		await open(`?page=person&id=${keep}`);
		const item = page.getByRole('listitem').filter({ hasText: 'phone.two@kunde.example' });
		await item.getByRole('link', { name: 'Compare and merge' }).click();
		await page.getByRole('button', { name: 'Merge' }).click();
		await said('The two people are one now.');
		expect(await rows.ofBooking(theirs)).toMatchObject({ lead_id: keep });
		await page.getByLabel('Email address or phone number').fill('phone@kunde.example');
		await page.getByRole('button', { name: 'Erase for good' }).click();
		await said('The person was erased.');
		await page.setViewportSize(desk);
	});

	it('refuses a forged form, and one whose session has ended', async () => {
		await open(`?page=booking&id=${ids['soon']}`);
		const fields: Record<string, string> = {};
		for (const input of await page.locator('form').nth(2).locator('[name]').all())
			fields[String(await input.getAttribute('name'))] = (await input.inputValue()) || 'forged';
		const cookie = (await page.context().cookies())
			.map(({ name, value }) => `${name}=${value}`)
			.join('; ');
		const origin = new URL(address()).origin;
		const post = async (more: Record<string, string>, headers: Record<string, string>) => {
			const answer = await fetch(address(), {
				method: 'POST',
				body: new URLSearchParams({ ...fields, ...more }),
				headers: { Connection: 'close', ...headers },
			});
			const [, title] = /<h1><bdi>([^<]*)/.exec(await answer.text()) ?? [];
			return [answer.status, title];
		};
		expect(fields['action']).toBe('note');
		const forged = [403, 'This form was not accepted'];
		expect(await post({}, { cookie, origin: 'https://elsewhere.example' })).toEqual(forged);
		expect(await post({}, { cookie })).toEqual(forged);
		expect(await post({ token: '1.x' }, { cookie, origin })).toEqual(forged);
		expect(await post({}, { cookie, origin, 'sec-fetch-site': 'cross-site' })).toEqual(forged);
		const ended = [401, 'You are not signed in any more'];
		expect(await post({}, { origin })).toEqual(ended);
		expect(await post({}, { origin, cookie: 'n8n-auth=no.session.token' })).toEqual(ended);
		const notes = await db.rows("SELECT id FROM activities WHERE body LIKE 'forged%'");
		expect(notes).toEqual([]);
	});

	it('erases a person who is confirmed', async () => {
		await open(`?page=person&id=${ids['hostile']}`);
		await page.getByLabel('Email address or phone number').fill('someone@else.example');
		await page.getByRole('button', { name: 'Erase for good' }).click();
		expect(await heading()).toBe('This could not be saved');
		await open(`?page=person&id=${ids['hostile']}`);
		await page.getByLabel('Email address or phone number').fill('hostile@kunde.example');
		await page.getByRole('button', { name: 'Erase for good' }).click();
		await page.getByText('The person was erased.').waitFor();
		const left = await db.rows('SELECT email FROM leads WHERE id = ?', [ids['hostile']]);
		expect(left).toEqual([{ email: null }]);
	});

	it('prints a day of ten checks on one page, and is as in the pictures', async () => {
		ids['pictured'] = await rows.dayOfTen(Number(ids['teacher']));
		await open('');
		const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
		expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
		if (!process.env['MTL_UPDATE_PICTURE']) return;
		await page.screenshot({ path: picture('upcoming') });
		await open(`?page=booking&id=${ids['pictured']}`);
		await page.screenshot({ path: picture('booking') });
		await page.setViewportSize(phone);
		await open('');
		await page.screenshot({ path: picture('phone') });
	});

	it('shows how it goes, and gives each table as a file', async () => {
		await rows.reported([Number(ids['teacher']), Number(ids['owner'])]);
		await page.setViewportSize(desk);
		const answer = await open('?page=reports');
		expect(answer?.status()).toBe(200);
		const numbers = async (heading: string) => {
			const title = page.getByRole('heading', { name: heading, exact: true });
			const lines = page.locator('section', { has: title }).locator('tbody tr');
			const texts = await lines.allInnerTexts();
			return texts.map((text) => text.split('\t').map((cell) => cell.trim()));
		};
		const weeks = await numbers('By week');
		const ofView = await db.rows(
			'SELECT DATE_FORMAT(week, "%Y-%m-%d") AS week, booked, held, no_show FROM report_weeks',
		);
		expect(weeks).toHaveLength(13);
		for (const [week, booked, held, missed] of weeks) {
			const row = ofView.find((one) => one['week'] === week) ?? { booked: 0, held: 0, no_show: 0 };
			expect([week, booked, held, missed]).toEqual([
				week,
				...['booked', 'held', 'no_show'].map((name) => String(row[name as 'held'])),
			]);
		}
		expect(await page.locator('svg.plot').count()).toBeGreaterThanOrEqual(3);
		for (const viewport of [desk, phone])
			expect([viewport, await faultsOf(page, viewport)]).toEqual([viewport, noFaults]);
		await page.setViewportSize(desk);
		for (const heading of ['By teacher', 'By type', 'By source', 'To win back'])
			expect([heading, (await numbers(heading)).flat().join(' ')]).toEqual([
				heading,
				expect.stringContaining('<script>'),
			]);

		// On paper: no forms, nothing cut off.
		await page.emulateMedia({ media: 'print' });
		expect(await faultsOf(page, paper)).toEqual(noFaults);
		for (const hidden of ['nav', 'form', 'button', 'a[download]'])
			expect([hidden, await page.locator(`${hidden}:visible`).count()]).toEqual([hidden, 0]);
		expect(await page.locator('table:visible').count()).toBe(7);
		await page.emulateMedia({ media: null });
		await page.setViewportSize(desk);

		// By keyboard: another number of weeks.
		await page.getByLabel('Weeks').focus();
		await page.keyboard.press('4');
		await page.keyboard.press('Tab');
		await page.getByRole('button', { name: 'Show' }).focus();
		await page.keyboard.press('Enter');
		await page.waitForURL(/weeks=4/);
		expect(await numbers('By week')).toHaveLength(4);

		await open('?page=reports');
		const link = page.getByRole('link', { name: 'Download as CSV: To win back' });
		const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
		const csv = readFileSync(await file.path(), 'utf8');
		expect(file.suggestedFilename()).toMatch(/^missed-\d{4}-\d\d-\d\d\.csv$/);
		expect(csv.startsWith('\ufeff"Time","Person","Email"')).toBe(true);
		expect(csv).toContain(`"'=1+1 </title><script>`);
		expect(csv).toContain(`"'+31612345678"`);
		const named = {
			teachers: '"</title>',
			types: `"'@</title>`,
			sources: `"'=</title>`,
			missed: csv,
		};
		for (const name of ['weeks', 'teachers', 'types', 'sources', 'conversion', 'missed']) {
			const one = await page.request.get(`${address()}?page=reports&csv=${name}`);
			const text = await one.text();
			expect([name, one.status(), one.headers()['content-type']]).toEqual([
				name,
				200,
				'text/csv; charset=utf-8',
			]);
			expect(text).not.toMatch(/(^|,)"[=+\-@]/m);
			expect(text).toContain(named[name as 'types'] ?? '');
		}
		expect((await open('?page=reports&weeks=99'))?.status()).toBe(400);
		expect((await open('?page=reports&until=nonsense'))?.status()).toBe(400);
		if (!process.env['MTL_UPDATE_PICTURE']) return;
		await db.query("DELETE FROM bookings WHERE booking_type LIKE '@%'");
		await open('?page=reports');
		await page.setViewportSize({ ...desk, height: 1500 });
		await page.screenshot({ path: picture('reports') });
	});
});
