import type { IDataObject } from 'n8n-workflow';

import { rememberWebhook } from '../../nodes/core/services/reconcile/registeredWebhooks';
import { problemsOf } from '../../nodes/core/services/reconcile/problems';
import type { DriftReport } from '../../nodes/core/services/reconcile/report';
import { emptyTables } from '../db/deliver';
import type { Dialect } from '../support/calcom';
import { testSchool, type TestSchool } from '../support/calcom/testSchool';
import { type Mtl, outOf, startMtl } from '../support/n8nCoreNode';

const day = 86_400_000;
const year = 365 * day;
const since = new Date(Date.now() - 3.2 * year).toISOString();
const people = ['jo@family.example', 'lea@family.example'].map((email) => ({
	name: 'Jo Doe',
	email,
}));

let mtl: Mtl;
beforeAll(async () => (mtl = await startMtl()));
afterAll(async () => await mtl.close());

describe.each<Dialect>(['cloud', 'selfHosted2025', 'calDiy2026'])('with %s,', (dialect) => {
	let calcom: TestSchool;
	/** Cal.com's clock, from now. */
	let ahead = 0;

	beforeEach(async () => {
		await emptyTables(mtl.database.query);
		await mtl.database.query('DELETE FROM mtl_calcom_accounts');
		ahead = -3 * year;
		calcom = await testSchool({ dialect, clock: () => Date.now() + ahead });
	});
	afterEach(async () => await calcom.stop());

	const run = async (operation: string, more: IDataObject = {}, apiKey = calcom.ina.key) => {
		const step = mtl.step(operation, { scope: 'narrow', since, ...more });
		const mtlCalComApi = { apiKey, baseUrl: calcom.url };
		const [out] = await outOf({ ...step, credentials: { ...step.credentials, mtlCalComApi } }, {});
		return out as IDataObject;
	};
	/** A booking of each of the last years, and one to come. */
	const bookYears = async () => {
		const type = calcom.school.addEventType({ title: 'Level check', ownerId: calcom.ina.id });
		for (const years of [3, 2, 1, 0]) {
			ahead = -years * year - day;
			for (const person of people) {
				const at = Date.now() + ahead + 2 * day;
				await calcom.play.book({
					type,
					start: at - (at % 3_600_000) + people.indexOf(person) * 3_600_000,
					person,
				});
			}
		}
		ahead = 0;
	};
	const count = async (table: string) =>
		Number((await mtl.database.query(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.['n']);

	it('Backfill: first says what it would do, then does it once, in the real times', async () => {
		await bookYears();
		const preview = await run('event.backfill', { onlyShow: true });
		expect(preview).toMatchObject({ read: 6, events: 0, unresolved: {} });
		expect(await count('webhook_events')).toBe(0);

		const report = await run('event.backfill');
		expect(report).toMatchObject({ found: preview['found'], unresolved: {} });
		expect(await count('bookings')).toBe(6);
		expect(await count('leads')).toBe(2);
		const rows = await mtl.database.query(
			`SELECT 'leads' AS what, YEAR(MIN(created_at)) AS first FROM leads
			UNION SELECT 'bookings', YEAR(MIN(created_at)) FROM bookings
			UNION SELECT 'activities', YEAR(MIN(created_at)) FROM activities`,
		);
		const firstYear = new Date(Date.now() - 3 * year - day).getUTCFullYear();
		for (const { what, first } of rows)
			expect({ what, first: Number(first) }).toEqual({ what, first: firstYear });
		const states = await mtl.database.query('SELECT DISTINCT status, source FROM webhook_events');
		expect(states).toEqual([{ status: 'processed', source: 'backfill' }]);

		await mtl.database.query('UPDATE mtl_calcom_accounts SET backfill = NULL');
		expect(await run('event.backfill')).toMatchObject({ read: 6, events: 0, found: {}, equal: 6 });
		expect(await run('event.reconcile', { scope: 'wide' })).toMatchObject({
			found: { missing: 2 },
		});
	});

	it('Backfill goes on where it was interrupted', async () => {
		await bookYears();
		calcom.api.mischief.add({
			method: 'GET',
			path: /bookings/,
			trick: 'drop',
			after: 6,
			times: 50,
		});
		await expect(run('event.backfill')).rejects.toThrow(/Cal.com/);
		const before = await count('bookings');
		calcom.api.mischief.clear();
		const seen = calcom.api.seen.length;
		await run('event.backfill');
		expect(await count('bookings')).toBe(6);
		expect(before).toBeLessThan(6);
		expect(calcom.api.seen.length - seen).toBeLessThan(16);
	});

	it('Reconcile looks after the webhook that a trigger has registered', async () => {
		const url = 'https://n8n.school.example/webhooks/calcom';
		const own = () => calcom.school.webhooks.filter((one) => one.subscriberUrl === url);
		const events = ['BOOKING_CREATED'];
		const secret = 'made-up-secret';
		const { host } = new URL(calcom.url);
		const remembered = { id: '', scope: { kind: 'user' as const }, url, events, isSigned: true };
		await rememberWebhook(mtl.database.db, `${host}/${calcom.ina.id}`, remembered);
		const check = async (known: boolean, scope = 'narrow') => {
			const step = mtl.step('event.reconcile', { scope });
			const credentials = {
				...step.credentials,
				mtlCalComApi: { apiKey: calcom.ina.key, baseUrl: calcom.url },
				...(known && { mtlCalComWebhookApi: { secret } }),
			};
			const [out] = await outOf({ ...step, credentials }, {});
			return out as IDataObject;
		};
		const ofHealth = async () => (await run('event.health'))['reconciliationProblems'];

		const blind = await check(false);
		expect(blind['webhookProblems']).toEqual([
			expect.stringMatching(/is not in Cal\.com any more\. Publish the workflow/),
		]);
		expect(await ofHealth()).toEqual(blind['webhookProblems']);
		expect(own()).toEqual([]);

		const mended = await check(true, 'wide');
		expect(mended['webhooksMended']).toEqual([expect.stringContaining('created again')]);
		expect(await ofHealth()).toEqual([]);
		expect(own()).toMatchObject([{ active: true, triggers: events, secret }]);
		const teams = calcom.school.facts.teams;
		expect(mended['onlyReadHere']).toBe(
			teams ? '"Any teacher" (team Teachers with Ina Host, Tom Albers)' : '',
		);

		const [first] = own();
		const more = { subscriberUrl: url, active: true, triggers: events, secret };
		await calcom.call('PATCH', `/webhooks/${first?.id}`, { body: { active: false } });
		await calcom.call('POST', '/webhooks', { body: { ...more, subscriberUrl: `${url}/` } });
		expect(calcom.school.webhooks).toHaveLength(2);
		expect((await check(false))['webhooksMended']).toEqual([
			expect.stringMatching(/is as registered again|the others were removed/),
		]);
		expect(await check(true)).toMatchObject({ webhooksMended: [], webhookProblems: [] });
		expect(calcom.school.webhooks).toMatchObject([{ active: true, secret }]);
	});

	it('Reconcile takes the bookings of a team that is chosen', async () => {
		const { teams } = calcom.school.facts;
		if (teams === false) {
			await expect(run('event.reconcile', { teamIds: '77' })).rejects.toThrow(/404/);
			return;
		}
		ahead = -day;
		const start = Date.now() + 2 * day;
		const type = calcom.types.robin;
		for (const hour of [0, 1])
			await calcom.play.book({
				host: [calcom.ina.id, calcom.tom.id][hour] ?? 0,
				...{ type, start: start - (start % 3_600_000) + hour * 3_600_000 },
				person: { name: 'Jo Doe', email: `jo${hour}@family.example` },
			});
		ahead = 0;
		const read = async (teamIds: string) => await run('event.reconcile', { teamIds });
		const alone = await read('');
		const both = await read(String(calcom.school.teams[0]?.id));
		expect([alone, both]).toMatchObject([
			{ read: 2, notOurs: 1 },
			{ read: 2, notOurs: 0 },
		]);
	});

	it("Reconcile shows Cal.com's own sentence, keeps it for Health, and goes on the next time", async () => {
		await bookYears();
		await run('event.reconcile');
		calcom.api.mischief.add({ method: 'GET', path: /bookings/, trick: 'drop', times: 50 });
		await expect(run('event.reconcile')).rejects.toThrow(/Cal.com/);
		const [failed] = (await run('event.health'))['reconciliationProblems'] as string[];
		expect(failed).toMatch(/^The comparison with Cal.com failed\. /);
		calcom.api.mischief.clear();
		expect(await run('event.reconcile')).toMatchObject({ error: null });
		expect((await run('event.health'))['reconciliationProblems']).toEqual([]);
		await expect(run('event.reconcile', {}, 'cal_wrong')).rejects.toThrow(
			/refused the request|valid/,
		);
	});
});

it('Health speaks where nothing was compared for a day', () => {
	const report = {
		error: null,
		truncated: false,
		unresolved: {},
		webhookProblems: [],
		startedAt: '2026-11-01T00:00:00Z',
	};
	const at = (iso: string) => problemsOf(report as unknown as DriftReport, new Date(iso));
	expect(at('2026-11-02T01:00:00Z')).toEqual([]);
	expect(at('2026-11-02T03:00:00Z')).toEqual([expect.stringContaining('for 27 hours')]);
});
