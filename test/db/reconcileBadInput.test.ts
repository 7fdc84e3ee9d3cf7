import { CalComApi } from '../../nodes/core/calcom/api/client';
import { reconcile } from '../../nodes/core/services/reconcile/reconcile';
import type { DriftReport } from '../../nodes/core/services/reconcile/report';
import { claimUnfinished } from '../../nodes/core/services/retryEvents';
import type { Trick } from '../support/calcom';
import { testSchool, type TestSchool } from '../support/calcom/testSchool';
import { makeDatabase, type TestDatabase, testServers } from '../support/database';
import type { TestServer } from '../support/servers';
import { emptyTables, work } from './deliver';

const day = 86_400_000;
const [server] = testServers() as [TestServer];

let database: TestDatabase;
let school: TestSchool;
beforeAll(async () => (database = await makeDatabase(server)));
afterAll(async () => await database.drop());

/** A school of which nothing was delivered: two checks, a class, and a move. */
beforeEach(async () => {
	await emptyTables(database.query);
	await database.query('DELETE FROM mtl_calcom_accounts');
	school = await testSchool({ dialect: 'cloud' });
	const { play, types, on } = school;
	for (const days of [1, 2]) {
		const person = { name: 'Lea Bye', email: `lea${days}@family.example` };
		await play.book({ type: types.plain, start: on(days), person });
	}
	const jo = { name: 'Jo Doe', email: 'jo@family.example' };
	await play.book({ type: types.shown, start: on(3), person: jo });
	const { booking } = await play.book({ type: types.plain, start: on(4), person: jo });
	await play.move(booking.uid, { start: on(5) });
	school.pass(day / 2);
});
afterEach(async () => await school.stop());

interface Access {
	key?: string;
	baseUrl?: string;
	/** How far our clock is from Cal.com's. */
	skewMs?: number;
}

async function run({ key, baseUrl, skewMs = 0 }: Access = {}): Promise<DriftReport> {
	const clock = { now: school.now, sleep: async () => {} };
	const api = new CalComApi({ baseUrl: baseUrl ?? school.url, key: key ?? school.ina.key }, clock);
	return await reconcile(database.db, api, {
		...{ scope: 'narrow', eventTypeIds: [] },
		now: () => new Date(school.now() + skewMs),
	});
}

/** What the branches do with the events that are due. */
async function runDue(): Promise<void> {
	const { events } = await claimUnfinished(database.db, 50, new Date());
	for (const event of events) await work(database.db, event);
}

/** The next run without trouble: it finds the rest, and then there is nothing more to find. */
async function nothingIsLost(): Promise<void> {
	school.api.mischief.clear();
	Object.assign(school.api.switches, { noApi: false });
	await run();
	await runDue();
	const rows = await database.query(
		`SELECT external_booking_id AS uid FROM bookings WHERE status = 'scheduled'`,
	);
	expect(rows.map(({ uid }) => uid).sort()).toEqual(
		school
			.living()
			.map(({ uid }) => uid)
			.sort(),
	);
	school.pass(600_000);
	expect(await run()).toMatchObject({ found: {}, unresolved: {}, error: null, truncated: false });
}

const always = (trick: Trick) => () =>
	void school.api.mischief.add({ trick, path: /^\/bookings/, times: 500 });
const answers = (status: number, body: unknown) => always({ answer: { status, body } });

it.each<[string, Access | (() => void), RegExp]>([
	[
		'a wrong key',
		{ key: 'cal_wrong' },
		/^Cal\.com refused the request \(401\): .*key is not valid/,
	],
	[
		'no key at all',
		{ key: 'wrong' },
		/^Cal\.com refused the request \(401\): Invalid Access Token/,
	],
	[
		'an expired key',
		() => void (school.ina.keyExpires = '2020-01-01'),
		/^Cal\.com refused the request \(401\): .*key is expired/,
	],
	[
		'a missing scope',
		answers(403, {
			status: 'error',
			error: { message: 'insufficient scope: This operation requires the scope BOOKING_READ' },
		}),
		/^Cal\.com refused the request \(403\): insufficient scope/,
	],
	['a base URL of nothing', { baseUrl: 'http://127.0.0.1:1' }, /^Cal\.com's API does not answer/],
	['a server without API v2', () => void Object.assign(school.api.switches, { noApi: true }), /./],
	[
		'a server that answers in the form of 2024-04-15',
		answers(200, {
			status: 'success',
			data: { bookings: [], recurringInfo: [], totalCount: 0, nextCursor: null },
		}),
		/form/,
	],
	["a proxy's page, 502", always('html502'), /^Cal\.com's API has a fault \(502\)/],
	["a proxy's page, 524", always('html524'), /^Cal\.com's API has a fault \(524\)/],
	['a limit without an end', always('tooMany'), /Too many requests/],
	['a connection that breaks', always('refuse'), /^Cal\.com's API does not answer/],
	['an answer that is cut', always('cut'), /^Cal\.com's API does not answer/],
	[
		'an error without details',
		answers(400, { status: 'error', error: { message: 'No.' } }),
		/No\./,
	],
	['an error without a sentence', answers(500, {}), /^Cal\.com's API has a fault \(500\)/],
	['an error in bare form', answers(400, { statusCode: 400, message: 'Not so.' }), /Not so\./],
	[
		'an error with several sentences',
		answers(400, { message: ['First.', 'Second.'], error: 'Bad Request', statusCode: 400 }),
		/First\..*Second\./,
	],
	[
		'an error with details',
		answers(422, {
			status: 'error',
			error: { code: 'X', message: 'Not so.', details: { message: 'Not so.' } },
		}),
		/Not so\./,
	],
])('reconciliation says what is wrong, and loses nothing: %s', async (_, trouble, sentence) => {
	if (typeof trouble === 'function') trouble();
	const access = typeof trouble === 'function' ? {} : trouble;
	const error = (await run(access).catch((one: unknown) => one)) as Error & { hint: string };
	expect(error.message).toMatch(sentence);
	expect(error.hint).not.toBe('');
	expect(`${error.message} ${error.hint}`).not.toMatch(/<|cal_| {4}at /);
	expect(await database.query('SELECT id FROM webhook_events')).toEqual([]);
	school.ina.keyExpires = null;
	await nothingIsLost();
});

it.each<[string, Access | (() => unknown)]>([
	["another account's key", () => {}],
	['a page that repeats', always('repeatPage')],
	['fields that are new', always('unknownField')],
	['a server with a limit', () => void school.api.mischief.add({ trick: 'tooMany', times: 2 })],
	['one answer that breaks', () => void school.api.mischief.add({ trick: 'cut', after: 1 })],
	['a clock that is ten minutes fast', { skewMs: 600_000 }],
	['a clock that is ten minutes slow', { skewMs: -600_000 }],
	[
		'bookings that move between two pages',
		() =>
			void school.api.mischief.add({
				trick: {
					play: async () => {
						const [first] = school.school.bookings;
						await school.play.move(first?.uid ?? '', { start: school.on(9) });
					},
				},
				path: /^\/bookings\?/,
				after: 1,
			}),
	],
	[
		'a booking without attendees',
		() => void (school.school.bookings[1] as { attendees: unknown[] }).attendees.splice(0),
	],
	[
		'a deleted event type',
		async () => void (await school.play.deleteEventType(school.types.shown.id)),
	],
])('reconciliation copes, and loses nothing: %s', async (name, trouble) => {
	if (typeof trouble === 'function') await trouble();
	const access = typeof trouble === 'function' ? {} : trouble;
	const isForeign = name.startsWith('another');
	const report = await run(isForeign ? { key: school.uwe.key } : access);
	expect(report.error).toBeNull();
	if (isForeign) expect(report).toMatchObject({ found: {}, events: [] });
	await runDue();
	school.pass(600_000);
	await nothingIsLost();
});
