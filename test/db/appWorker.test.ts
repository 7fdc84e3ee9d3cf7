import { claimUnfinished } from '../../nodes/core/services/retryEvents';
import { failEvent } from '../../nodes/core/services/settleEvent';
import { healthOf } from '../../nodes/core/services/health';
import { listEvents } from '../../nodes/core/services/queries';
import { previewReplay } from '../../nodes/core/services/replay';
import { applyRetention } from '../../nodes/core/services/retention';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { variant } from '../support/events';
import { emptyTables, receive, work } from './deliver';

const created = (uid: string) => variant('booking_created.basic', '', { uid });
/** What the app's own job does every few seconds. */
const appsJob =
	"UPDATE webhook_events SET status = 'processed', processed_at = UTC_TIMESTAMP() WHERE status = 'received' AND provider = 'cal.com'";

onEachServer((server) => {
	let database: TestDatabase;
	const take = async () => await claimUnfinished(database.db, 100, new Date());
	const later = async () =>
		await database.query(
			'UPDATE webhook_events SET locked_until = locked_until - INTERVAL 1 HOUR, next_attempt_at = next_attempt_at - INTERVAL 2 DAY',
		);
	const record = async (uid: string) => {
		const received = await receive(database.db, created(uid));
		if (!received.start) throw new Error('It did not start.');
		return received.event;
	};
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());

	it('leaves rows alone that the app has put into the table', async () => {
		const statuses = ['received', 'processing', 'failed', 'processed', 'quarantined'];
		for (const status of statuses) {
			await database.query(
				`INSERT INTO webhook_events (provider, external_id, event_type, status, payload, created_at)
				VALUES ('cal.com', 'last-year', 'BOOKING_CREATED', ?, ?, UTC_TIMESTAMP() - INTERVAL 400 DAY)`,
				[status, status === 'failed' ? null : JSON.stringify(created('last-year'))],
			);
		}
		const before = await database.query('SELECT * FROM webhook_events');
		expect(await take()).toEqual({ events: [], quarantined: [] });
		expect(await previewReplay(database.db, { statuses: ['failed', 'processed'] })).toEqual([]);
		expect(await healthOf(database.db, 0)).toMatchObject({
			counts: {},
			waitingForPerson: 0,
			oldestUnfinishedSeconds: null,
			overdueSeconds: null,
		});
		expect(await listEvents(database.db, {}, 10)).toEqual([]);
		expect(await applyRetention(database.db, { payloadDays: 90, eventDays: 95 })).toMatchObject({
			payloadsEmptied: 0,
			eventsDeleted: 0,
		});
		expect(await database.query('SELECT * FROM webhook_events')).toEqual(before);
	});

	it("runs an event that the app's job marked as processed, if n8n ended before it was done", async () => {
		const event = await record('one');
		await database.query(appsJob);
		expect((await take()).events).toEqual([]);
		const health = await healthOf(database.db, 0);
		expect(health.oldestUnfinishedSeconds).not.toBeNull();
		await later();
		const { events } = await take();
		expect(events.map(({ event: { id } }) => id)).toEqual([event.event.id]);
	});

	it("retries an event that the app's job marked as processed, if its step failed", async () => {
		const event = await record('one');
		await database.query(appsJob);
		expect(
			await failEvent(database.db, Number(event.event.id), { text: 'Why' }, new Date()),
		).toMatchObject({
			status: 'failed',
			needsPerson: false,
		});
		await later();
		expect((await take()).events).toHaveLength(1);
	});

	it("finishes what it works on beside the app's job, once", async () => {
		for (const uid of ['one', 'two', 'three']) {
			const event = await record(uid);
			await database.query(appsJob);
			await work(database.db, event);
			await database.query(appsJob);
		}
		await later();
		expect(await take()).toEqual({ events: [], quarantined: [] });
		expect(
			await database.query('SELECT COUNT(*) AS n, MAX(locked_until) AS lease FROM webhook_events'),
		).toEqual([{ n: 3, lease: null }]);
		expect(await database.query('SELECT id FROM bookings')).toHaveLength(3);
	});
});
