import type { Browser, Page } from 'playwright-core';

import { openBrowser, signIn } from '../support/browser';
import { type CalCom, startCalCom, type User } from '../support/calcom';
import { openForm } from '../support/formPage';
import { database, N8nApi } from '../support/n8nApi';
import { exported } from '../support/workflowFiles';

const dayMs = 86_400_000;
const show = 'Show what is missing';
const dateOf = (days: number) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);
const since = dateOf(-300);
/** The backfill reads 90 days at a time: each of these is in another part. */
const daysOfBookings = [-230, -160, -60];

describe('The workflow "Backfill" in the editor', () => {
	let db: Awaited<ReturnType<typeof database>>;
	let calcom: CalCom;
	let uids: string[];
	let team: number;
	let workflowId: string;
	let browser: Browser;
	let page: Page;
	const api = new N8nApi();

	beforeAll(async () => {
		db = await database();
		let ahead = 0;
		calcom = await startCalCom({ dialect: 'cloud', clock: () => Date.now() + ahead });
		const ina = calcom.school.addUser({ name: 'Ina Host', email: 'ina@school.example' });
		const type = calcom.school.addEventType({ title: 'Level check', ownerId: ina.id });
		uids = [];
		for (const days of daysOfBookings) {
			ahead = (days - 2) * dayMs;
			const start = Date.now() + days * dayMs;
			const person = { name: 'Jo Doe', email: 'jo.backfilled@family.example' };
			const { booking } = await calcom.play.book({ type, start, person });
			uids.push(booking.uid);
		}
		team = await teamBooking(ina);
		ahead = 0;
		workflowId = await imported({ apiKey: ina.key, baseUrl: calcom.url });
		browser = await openBrowser();
		page = await signIn(browser);
	});
	afterAll(async () => {
		await browser?.close();
		await calcom?.stop();
		await db?.end();
	});

	/** A booking of a colleague, which the key is shown too. */
	async function teamBooking(ina: User): Promise<number> {
		const { school, play } = calcom;
		const tom = school.addUser({ name: 'Tom Albers', email: 'tom@school.example' });
		const { id } = school.addTeam({ name: 'Teachers', members: [ina, tom] });
		const hostIds = [ina.id, tom.id];
		const type = school.addEventType({ title: 'Any teacher', teamId: id, hostIds });
		const start = Date.now() + (daysOfBookings.at(-1) ?? 0) * dayMs + 3_600_000;
		const person = { name: 'Lea Doe', email: 'lea.backfilled@family.example' };
		await play.book({ type, host: tom.id, start, person });
		return id;
	}
	/** A copy of the workflow, with the credential that a person selects. */
	async function imported(data: { apiKey: string; baseUrl: string }): Promise<string> {
		const credential = { name: 'Cal.com of the past', type: 'mtlCalComApi', data };
		const { id, name } = await api.call<{ id: string; name: string }>(
			'POST',
			'/credentials',
			credential,
		);
		const { nodes, connections, settings } = exported('backfill.json');
		const withKey = nodes.map((node) =>
			node.type === 'n8n-nodes-mtl.mtl'
				? { ...node, credentials: { ...node.credentials, mtlCalComApi: { id, name } } }
				: node,
		);
		const workflow = { name: 'Backfill with a key', nodes: withKey, connections, settings };
		return (await api.call<{ id: string }>('POST', '/workflows', workflow)).id;
	}
	const bookings = async () =>
		await db.rows(
			'SELECT status FROM bookings WHERE external_booking_id IN (?) ORDER BY scheduled_at',
			[uids],
		);
	/** The form, filled in and sent. */
	async function ask(from: string, { until = '', teams = '' } = {}): Promise<Page> {
		const form = await openForm(page, workflowId, show);
		const dates = form.locator('input[type="date"]');
		await dates.first().fill(from);
		await dates.nth(1).fill(until);
		await form.getByLabel('Teams whose bookings count').fill(teams);
		await form.getByRole('button', { name: show }).click();
		return form;
	}
	async function answer(form: Page, choice: string): Promise<void> {
		await form.getByText(choice).click();
		await form.getByRole('button', { name: 'Go on' }).click();
	}
	const cell = async (form: Page, line: string) =>
		await form.locator('tr', { hasText: line }).locator('td').last().textContent();

	it('shows what is missing, and changes nothing on "No"', async () => {
		const form = await ask(since);
		await form.getByText('6 events would be recorded.').waitFor();
		expect(await cell(form, 'Read in Cal.com')).toBe('4');
		expect(await cell(form, 'Left out: other hosts')).toBe('1');
		expect(await cell(form, 'Bookings that start (UTC)')).toBe(
			`from ${since} 00:00 to ${dateOf(0)} 00:00`,
		);
		expect(await cell(form, 'Would be recorded: booking that is missing')).toBe('3');
		await answer(form, 'No, change nothing');
		await form.getByText('Nothing was changed').waitFor();
		expect(await bookings()).toEqual([]);
		await form.close();
	});

	it('continues on the next run where it was interrupted, and reports, without executions', async () => {
		const first = await ask(since);
		await first.getByText('6 events would be recorded.').waitFor();
		const away = { method: 'GET', path: /^\/bookings/, trick: 'html502' as const };
		calcom.api.mischief.add({ ...away, after: 2, times: 1000 });
		await answer(first, 'Yes, record them');
		await first.getByText('It did not finish').waitFor();
		await first.getByText(/has a fault \(502\).*Run it again with the same answers/).waitFor();
		const kept = (await bookings()).length;
		expect(kept).toBeGreaterThan(0);
		expect(kept).toBeLessThan(3);
		await first.close();

		calcom.api.mischief.clear();
		const second = await ask(since);
		await second.getByText(`${6 - 2 * kept} events would be recorded.`).waitFor();
		expect(await cell(second, 'Already known')).toBe(String(kept));
		await answer(second, 'Yes, record them');
		await second.getByText(`${6 - 2 * kept} events were recorded`).waitFor();
		expect(await cell(second, 'Recorded: meeting that ended')).toBe(String(3 - kept));
		await second.close();
		expect(await bookings()).toEqual(uids.map(() => ({ status: 'completed' })));
		const events = await db.rows(
			'SELECT DISTINCT status, source, execution_id FROM webhook_events WHERE external_id IN (?)',
			[uids],
		);
		expect(events).toEqual([{ status: 'processed', source: 'backfill', execution_id: null }]);
	});

	it('says so when nothing is missing, brings in a team, and says what is wrong with a period', async () => {
		const known = await ask(since);
		await known.getByText('Nothing to record').waitFor();
		expect(await cell(known, 'Already known')).toBe('3');
		await known.close();
		const withTeam = await ask(since, { teams: String(team) });
		await withTeam.getByText('2 events would be recorded.').waitFor();
		await answer(withTeam, 'Yes, record them');
		await withTeam.getByText('2 events were recorded').waitFor();
		await withTeam.close();
		const wrong = await ask(since, { until: since });
		await wrong.getByText('The period ends before it begins.').waitFor();
		await wrong.close();
	});
});
