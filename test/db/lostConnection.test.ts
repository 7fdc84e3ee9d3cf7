import { type Db, openDatabase } from '../../nodes/core/db/connection';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import { cuttingProxy, type CuttingProxy } from '../support/cuttingProxy';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { variant } from '../support/events';
import { deliver, emptyTables, receive, work } from './deliver';

const created = variant('booking_created.basic', '2026-11-03T08:00:00.000Z', { uid: 'cut' });

onEachServer((server) => {
	let database: TestDatabase;
	let proxy: CuttingProxy;
	let db: Db;
	beforeAll(async () => {
		database = await makeDatabase(server);
		proxy = await cuttingProxy(database.url);
		db = openDatabase(settingsFromUrl(proxy.url, 2));
	});
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => {
		await db.destroy();
		await proxy.close();
		await database.drop();
	});

	describe('A connection that breaks after the server has done the work', () => {
		it('does not turn the delivery that was just recorded into a duplicate', async () => {
			const before = proxy.cuts();
			proxy.cutAfter('INSERT INTO webhook_events');
			expect(await receive(db, created)).toMatchObject({
				start: true,
				event: { event: { attempt: 1 } },
			});
			expect(proxy.cuts()).toBe(before + 1);
			expect(await receive(db, created)).toMatchObject({ body: { status: 'duplicate' } });
			expect(await database.query('SELECT status FROM webhook_events')).toEqual([
				{ status: 'received' },
			]);
		});

		it('still treats an event that is already processed as a duplicate', async () => {
			await deliver(db, created);
			proxy.cutAfter('INSERT INTO webhook_events');
			expect(await receive(db, created)).toMatchObject({ body: { status: 'duplicate' } });
		});

		it.each(['INSERT INTO leads', 'insert into `bookings`', 'INSERT INTO activities', 'commit'])(
			'leaves one lead, one booking and one line, when it breaks after %s',
			async (statement) => {
				const received = await receive(db, created);
				if (!received.start) throw new Error('It was not new.');
				const before = proxy.cuts();
				proxy.cutAfter(statement);
				await work(db, received.event);
				expect(proxy.cuts()).toBe(before + 1);
				const counts = await database.query(
					`SELECT (SELECT COUNT(*) FROM leads) AS leads, (SELECT COUNT(*) FROM bookings) AS bookings,
						(SELECT COUNT(*) FROM activities) AS activities, (SELECT COUNT(*) FROM booking_history) AS facts,
						(SELECT status FROM webhook_events) AS status`,
				);
				expect(counts).toEqual([
					{ leads: 1, bookings: 1, activities: 1, facts: 1, status: 'processed' },
				]);
			},
		);
	});
});
