import { CalComApi } from '../../nodes/core/calcom/api/client';
import { openDatabase } from '../../nodes/core/db/connection';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import { reconcile } from '../../nodes/core/services/reconcile/reconcile';
import { claimUnfinished } from '../../nodes/core/services/retryEvents';
import { testSchool, type TestSchool } from '../support/calcom/testSchool';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { deliver, work } from './deliver';

const missed = 12;
const minuteMs = 60_000;

/** A rolling update: for a while two mains run the same schedules on the same database. */
onEachServer((server) => {
	let database: TestDatabase;
	let calcom: TestSchool;
	const mains: Array<ReturnType<typeof openDatabase>> = [];

	beforeEach(async () => {
		database = await makeDatabase(server);
		calcom = await testSchool({ dialect: 'cloud' });
		for (let index = 0; index < 2; index++)
			mains.push(openDatabase(settingsFromUrl(database.url, 5)));
	});
	afterEach(async () => {
		for (const main of mains.splice(0)) await main.destroy();
		await calcom.stop();
		await database.drop();
	});

	const inbox = async () =>
		await database.query(
			'SELECT external_id AS uid, COUNT(*) AS n, MIN(status) AS status FROM webhook_events GROUP BY external_id, event_type',
		);

	it('finds and runs each missed booking once while two mains compare and poll', async () => {
		for (let number = 0; number < missed; number++) {
			await calcom.play.book({
				type: calcom.types.plain,
				start: calcom.on(2) + number * 60 * minuteMs,
				person: { name: 'Jo Doe', email: `guest${number}@family.example` },
			});
		}
		calcom.pass(10 * minuteMs);
		const now = () => new Date(calcom.now());
		const clock = { now: calcom.now, sleep: async () => {} };
		const reports = await Promise.all(
			mains.map(async (db) => {
				const api = new CalComApi({ baseUrl: calcom.url, key: calcom.ina.key }, clock);
				return await reconcile(db, api, { eventTypeIds: [], scope: 'wide', now });
			}),
		);
		// The second waited for the lease, and found what the first had recorded.
		const found = reports.map((report) => report.found);
		expect(found).toHaveLength(2);
		expect(found).toEqual(expect.arrayContaining([{ missing: missed }, {}]));
		expect((await inbox()).map(({ n }) => Number(n))).toEqual(Array(missed).fill(1));

		const poll = async (db: (typeof mains)[number]) => {
			let runs = 0;
			for (;;) {
				const { events } = await claimUnfinished(db, 3, new Date());
				if (events.length === 0) return runs;
				for (const event of events) await work(db, event);
				runs += events.length;
			}
		};
		const runs = await Promise.all(mains.map(poll));
		expect(runs.reduce((sum, count) => sum + count, 0)).toBe(missed);
		expect(new Set((await inbox()).map(({ status }) => status))).toEqual(new Set(['processed']));
		const count = async (table: string) =>
			Number((await database.query(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.['n']);
		expect([await count('bookings'), await count('leads'), await count('activities')]).toEqual([
			missed,
			missed,
			missed,
		]);
	});

	it('keeps one row for a booking that is found and delivered in the same moment', async () => {
		await calcom.play.book({
			type: calcom.types.plain,
			start: calcom.on(2),
			person: { name: 'Jo Doe', email: 'guest@family.example' },
		});
		calcom.pass(10 * minuteMs);
		const now = () => new Date(calcom.now());
		const clock = { now: calcom.now, sleep: async () => {} };
		const api = new CalComApi({ baseUrl: calcom.url, key: calcom.ina.key }, clock);
		const [main, other] = mains as [(typeof mains)[number], (typeof mains)[number]];
		await Promise.all([
			reconcile(main, api, { eventTypeIds: [], scope: 'wide', now }),
			...calcom.bodies.map(async (raw) => await deliver(other, JSON.parse(raw))),
		]);
		const { events } = await claimUnfinished(other, 10, new Date());
		for (const event of events) await work(other, event);
		expect(await database.query('SELECT status FROM bookings')).toEqual([{ status: 'scheduled' }]);
		expect(await database.query('SELECT id FROM leads')).toHaveLength(1);
		const lines = await database.query('SELECT subject FROM activities');
		expect(lines).toHaveLength(1);
	});
});
