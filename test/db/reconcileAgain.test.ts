import { CalComApi } from '../../nodes/core/calcom/api/client';
import { reconcile } from '../../nodes/core/services/reconcile/reconcile';
import { claimUnfinished } from '../../nodes/core/services/retryEvents';
import { testSchool, type TestSchool } from '../support/calcom/testSchool';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { deliver, work } from './deliver';

const lea = { name: 'Lea Bye', email: 'lea@family.example' };
const day = 86_400_000;

onEachServer((server) => {
	let database: TestDatabase;
	let school: TestSchool;
	beforeEach(async () => {
		database = await makeDatabase(server);
		school = await testSchool({ dialect: 'cloud' });
		const { ina, school: rows } = school;
		rows.addWebhook({ ownerId: ina.id, subscriberUrl: 'http://127.0.0.1/user' });
		await school.play.book({ type: school.types.plain, start: school.on(1), person: lea });
		for (const raw of school.bodies) await deliver(database.db, JSON.parse(raw));
		school.pass(day / 2);
		expect(await found()).toEqual({});
		expect(await found()).toEqual({});
	});
	afterEach(async () => {
		await school.stop();
		await database.drop();
	});

	async function run() {
		const { url, ina, now } = school;
		const api = new CalComApi({ baseUrl: url, key: ina.key }, { now, sleep: async () => {} });
		const options = { scope: 'narrow', now: () => new Date(now()), eventTypeIds: [] } as const;
		return await reconcile(database.db, api, options);
	}

	/** What one reconciliation finds; its events are applied. */
	async function found() {
		const report = await run();
		const { events } = await claimUnfinished(database.db, 50, new Date());
		for (const event of events) await work(database.db, event);
		return report.found;
	}

	describe('A booking that agreed is compared again', () => {
		it('when Cal.com shows something else, even with the same `updatedAt`', async () => {
			school.pass(day / 2 + 60_000);
			const [booking] = school.school.bookings;
			const attendees = [{ email: lea.email, absent: true }];
			await school.play.markAbsent(booking?.uid ?? '', { attendees });
			expect(await found()).toEqual({ 'no-show': 1 });
			expect(await found()).toEqual({});
		});

		it('when it is over, although nothing changed', async () => {
			school.pass(day);
			expect(await found()).toEqual({ completed: 1 });
			expect(await found()).toEqual({});
		});

		it('when something was told about it', async () => {
			const [raw = ''] = school.bodies;
			const cancelled = { ...JSON.parse(raw), triggerEvent: 'BOOKING_CANCELLED' };
			cancelled.createdAt = new Date(school.now()).toISOString();
			await deliver(database.db, cancelled);
			school.pass(600_000);
			expect(await found()).toEqual({ 'accepted again': 1 });
			expect(await found()).toEqual({});
		});

		it('when something was told about its series', async () => {
			const { play, types, on, bodies } = school;
			const before = bodies.length;
			const series = await play.bookSeries({ type: types.weekly, start: on(9), person: lea });
			for (const raw of bodies.slice(before)) await deliver(database.db, JSON.parse(raw));
			school.pass(600_000);
			expect(await found()).toEqual({});
			expect(await found()).toEqual({});
			const rows = series.map((one) => ({ ...one }));
			await play.cancelSeries(series[0]?.seriesUid ?? '');
			await deliver(database.db, JSON.parse(bodies.at(-1) ?? ''));
			// As if Cal.com had not cancelled it after all.
			series.forEach((one, index) => Object.assign(one, rows[index]));
			school.pass(600_000);
			const report = await run();
			const counts = [...Object.values(report.found), ...Object.values(report.unresolved)];
			expect(counts.reduce((sum, one) => sum + one, 0)).toBe(series.length);
		});
	});
});
