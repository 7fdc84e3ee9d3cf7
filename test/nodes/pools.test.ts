import { sharedDatabase } from '../../nodes/core/db/pools';
import { settingsFromCredential } from '../../nodes/core/n8n/credentials';
import { fixture, read, variant } from '../support/events';
import {
	below,
	databaseCredential,
	type Mtl,
	outOf,
	runStep,
	startMtl,
} from '../support/n8nCoreNode';

let mtl: Mtl;
const connections = async () => {
	const [row] = await mtl.database.query(
		'SELECT COUNT(*) AS n FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()',
	);
	return Number(row?.['n']);
};

beforeAll(async () => {
	mtl = await startMtl();
	await mtl.database.db.destroy();
});
afterAll(async () => await mtl.close());

it('fifty concurrent executions share one pool of five connections, and none closes it', async () => {
	const before = await connections();
	const bodies = Array.from({ length: 50 }, (_, index) =>
		variant('booking_created.basic', '2026-11-03T08:00:00.000Z', { uid: `many${index}` }),
	);
	const executions = await Promise.all(
		bodies.map(
			async (body) => await runStep(mtl.step('booking.createOrUpdate'), [read(body) as never]),
		),
	);
	expect(executions.map(({ error }) => error)).toEqual(bodies.map(() => null));
	expect(await mtl.database.query('SELECT COUNT(*) AS n FROM bookings')).toEqual([{ n: 50 }]);
	expect((await connections()) - before).toBeLessThanOrEqual(5);
	const ids = async () =>
		(
			await mtl.database.query(
				'SELECT id FROM information_schema.processlist WHERE db = DATABASE() ORDER BY id',
			)
		).map(({ id }) => id);
	const open = await ids();
	await runStep(mtl.step('lead.createOrUpdate'), [read(fixture('booking_created.basic')) as never]);
	expect(await ids()).toEqual(open);
});

it('the same credential uses the same pool, a different credential does not', () => {
	const pool = (changes = {}) =>
		sharedDatabase(settingsFromCredential(databaseCredential(mtl.database, changes) as never));
	expect(pool()).toBe(pool());
	expect(pool({ password: 'changed' })).not.toBe(pool());
	expect(pool({ poolSize: 6 })).not.toBe(pool());
});

it("the pool's sessions use UTC, whatever the server's time zone", async () => {
	await outOf(
		mtl.step(
			'booking.createOrUpdate',
			below({ uid: 'utc', email: 'u@example.com', startsAt: '2026-07-01T10:00:00' }),
		),
	);
	const [row] = await mtl.database.query(
		"SELECT CAST(scheduled_at AS CHAR) AS at FROM bookings WHERE external_booking_id = 'utc'",
	);
	expect(row?.['at']).toContain('2026-07-01 10:00:00');
});
