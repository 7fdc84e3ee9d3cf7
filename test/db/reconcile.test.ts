import { CalComApi } from '../../nodes/core/calcom/api/client';
import { claimUnfinished } from '../../nodes/core/services/retryEvents';
import { reconcile } from '../../nodes/core/services/reconcile/reconcile';
import type { DriftReport } from '../../nodes/core/services/reconcile/report';
import { type CalCom, type Dialect, startCalCom } from '../support/calcom';
import { Chance } from '../support/calcom/random';
import { liveOn, openSchool } from '../support/calcom/randomLife';
import { makeDatabase, type TestDatabase, testServers } from '../support/database';
import type { TestServer } from '../support/servers';
import { deliver, work } from './deliver';

const dialects: Dialect[] = ['cloud', 'selfHosted2025', 'calDiy2026'];
const begin = Date.parse('2026-11-02T08:00:00Z');
const [server] = testServers() as [TestServer];

/** A life of a school of which only some deliveries arrived. */
async function liveWith(dialect: Dialect, seed: number, arrives: (index: number) => boolean) {
	let now = begin;
	const bodies: string[] = [];
	let sent = 0;
	const calcom = await startCalCom({
		dialect,
		clock: () => now,
		seed,
		deliver: ({ raw }) => {
			if (arrives(sent++)) bodies.push(raw);
		},
	});
	const opened = openSchool(calcom);
	const pass = (ms: number) => void (now += ms);
	const life = { calcom, opened, chance: new Chance(seed), pass };
	for (let step = 0; step < 80; step++) await liveOn(life);
	pass(3_600_000);
	return { calcom, bodies, pass, now: () => new Date(now), opened };
}

function apiOf(calcom: CalCom, key: string, now: () => Date): CalComApi {
	const clock = { now: () => now().getTime(), sleep: async () => {} };
	return new CalComApi({ baseUrl: calcom.url, key }, clock);
}

/** What the branches do with the events that are due. */
async function runDue({ db }: TestDatabase): Promise<void> {
	for (;;) {
		const { events } = await claimUnfinished(db, 50, new Date());
		for (const event of events) await work(db, event);
		if (events.length === 0) return;
	}
}

async function livingRows(database: TestDatabase, hidden: ReadonlySet<string>): Promise<string[]> {
	const rows = await database.query(
		`SELECT COALESCE(l.email, l.phone) AS person, b.external_booking_id AS uid, b.scheduled_at AS at, b.status FROM bookings b JOIN leads l ON l.id = b.lead_id
		WHERE b.status != 'cancelled'`,
	);
	return rows
		.filter(({ uid }) => !hidden.has(String(uid)))
		.map(({ person, at, status }) => line(String(person), at, status === 'no_show'))
		.sort();
}

const line = (who: string, at: unknown, noShow: boolean) =>
	`${who} ${new Date(at as string).toISOString()} ${noShow}`;

describe.each(dialects)('reconciliation with %s', (dialect) => {
	let database: TestDatabase;
	beforeEach(async () => (database = await makeDatabase(server)));
	afterEach(async () => await database.drop());

	it.each([1])(
		'leads to the rows of Cal.com if every third delivery is lost (%d)',
		async (seed) => {
			const life = await liveWith(dialect, seed, (index) => index % 3 !== 0);
			for (const raw of life.bodies) await deliver(database.db, JSON.parse(raw));
			const { ina, types, robin } = life.opened;
			const api = apiOf(life.calcom, ina.key, life.now);
			const eventTypeIds = [...Object.values(types), ...(robin ? [robin] : [])].map(({ id }) => id);
			const read = async (): Promise<DriftReport> => {
				const options = { eventTypeIds, scope: 'wide', now: life.now } as const;
				const report = await reconcile(database.db, api, options);
				await runDue(database);
				life.pass(3_600_000);
				return report;
			};
			const report = await read();
			const hidden = new Set(report.examples.map(({ uid }) => uid));
			expect(Object.keys(report.unresolved).every((reason) => reason.includes('who sits'))).toBe(
				true,
			);
			const living = life.calcom.living().filter(({ uid }) => !hidden.has(uid));
			expect(await livingRows(database, hidden)).toEqual(
				living
					.map(({ person, startsAt, noShow }) => line(person, startsAt, noShow ?? false))
					.sort(),
			);
			expect(Object.keys(report.found).length).toBeGreaterThan(3);
			const again = await read();
			expect(again.found).toEqual({});
			await life.calcom.stop();
		},
	);
});
