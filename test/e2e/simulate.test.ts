import { type Db, openDatabase } from '../../nodes/core/db/connection';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import { compare } from '../simulate/compare';
import { oursOf } from '../simulate/reconcile';
import { day, hour } from '../simulate/school/calendar';
import type { Life } from '../simulate/school/life';
import { liveOn } from '../simulate/school/live';
import { addTeachers } from '../simulate/simulate';
import { ourAppointments, trueAppointments } from '../simulate/truth';
import { World } from '../simulate/world';
import { N8nApi, post, theInstance, until } from '../support/n8nApi';
import { publishReconcile, type Report } from '../support/reconcileNow';

const days = 7;
const faults = { lost: 0.05, doubled: 0.05, silent: 0.01, lagMs: [0, 45_000] as [number, number] };

describe('The past week of a school, delivered to a real n8n that was down for a day of it', () => {
	const world = new World(Date.now() - days * day - hour);
	const downFrom = world.now + 3 * day;
	const answers: Record<string, number> = {};
	let db: Db;
	let life: Life;
	let reconcile: () => Promise<Report>;

	beforeAll(async () => {
		db = openDatabase(settingsFromUrl(theInstance().databaseUrl, 2));
		life = await liveOn(world, {
			...{ dialect: 'cloud', seed: 2_077, days, wishesPerDay: 9, horizonDays: 3, faults },
			secret: theInstance().secret,
			async deliver({ raw }) {
				const isDown = world.now >= downFrom && world.now < downFrom + day;
				const answer = isDown ? 'none' : String((await post(raw)).body['status']);
				answers[answer] = (answers[answer] ?? 0) + 1;
			},
		});
		await addTeachers(db, life);
		const data = { apiKey: life.opened.ina.key, baseUrl: life.calcom.url };
		const named = { name: 'Cal.com of the past week', type: 'mtlCalComApi', data };
		const { id, name } = await new N8nApi().call<{ id: string; name: string }>(
			'POST',
			'/credentials',
			named,
		);
		reconcile = await publishReconcile(
			'reconcile-past-week',
			'Compare Everything Open',
			{ mtlCalComApi: { id, name } },
			{ eventTypeIds: oursOf(life).eventTypeIds.join(',') },
		);
	});
	afterAll(async () => {
		await life?.calcom.stop();
		await db?.destroy();
	});

	const uids = () => life.calcom.school.bookings.map(({ uid }) => uid);
	const allProcessed = async () => {
		const open = await db
			.selectFrom('webhook_events')
			.where('external_id', 'in', uids())
			.where('status', 'in', ['received', 'processing', 'failed'])
			.select('id')
			.execute();
		return open.length === 0;
	};
	const differences = async () => {
		const mine = new Set(uids());
		const ours = (await ourAppointments(db)).filter(({ uid }) => mine.has(uid));
		return compare(trueAppointments(life.calcom.school), ours);
	};

	it('has the same appointments as Cal.com after one reconciliation', async () => {
		await world.advanceTo(Date.now() - hour);
		world.agenda.clear();
		// What is still on its way arrives, and Cal.com's changes are no longer recent.
		await world.advanceTo(Date.now());
		expect(answers['processed']).toBeGreaterThan(50);
		expect(answers['none']).toBeGreaterThan(5);
		expect(await until(allProcessed, 120)).toBe(true);
		expect((await differences()).length).toBeGreaterThan(5);

		const { found, unresolved } = await reconcile();
		expect(unresolved).toEqual({});
		expect(found['missing']).toBeGreaterThan(3);
		expect(await until(allProcessed, 180)).toBe(true);
		expect(await differences()).toEqual([]);
		world.now = Date.now();
		expect((await reconcile()).found).toEqual({});
	});
});
