import { failEvent } from '../../nodes/core/services/settleEvent';
import { healthOf, listsOf } from '../../nodes/core/services/health';
import { previewReplay, replayEvents } from '../../nodes/core/services/replay';
import { claimUnfinished } from '../../nodes/core/services/retryEvents';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { fixture, variant } from '../support/events';
import { deliver, emptyTables, receive } from './deliver';

const created = (uid: string) =>
	variant('booking_created.basic', '2026-11-06T08:00:00.000Z', { uid });

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await makeDatabase(server);
	});
	afterAll(async () => await database.drop());
	beforeEach(async () => await emptyTables(database.query));

	const age = async (uid: string, days: number) =>
		await database.query(
			`UPDATE webhook_events SET created_at = created_at - INTERVAL ${days} DAY WHERE external_id = ?`,
			[uid],
		);

	it('counts events by status and reports the age of the oldest unfinished event', async () => {
		await deliver(database.db, created('done'));
		await receive(database.db, created('stuck'));
		await age('stuck', 1);
		await receive(database.db, fixture('custom_template'));
		await database.query(
			"INSERT INTO webhook_events (provider, event_type, status) VALUES ('cal.com', 'OF_THE_APP', 'processed'), ('cal.com', 'OF_THE_APP', 'pending')",
		);
		const health = await healthOf(database.db, 0);
		expect(health.counts).toEqual({ processed: 1, received: 1, failed: 1 });
		expect(health.oldestUnfinishedSeconds).toBeGreaterThanOrEqual(86_400);
		expect(health.oldestUnfinishedSeconds).toBeLessThan(86_500);
		expect(health.secondsSinceLastReceived).toBeLessThan(60);
		expect(health.lastProcessedAt).toBeInstanceOf(Date);
	});

	it('names two n8ns that take events in turn, but not one that replaced another', async () => {
		const take = async (uid: string, owner: string, minutes: number) => {
			await receive(database.db, created(uid));
			await database.query(
				`UPDATE webhook_events SET locked_by = '${owner}:1:1:1', created_at = UTC_TIMESTAMP(3) - INTERVAL ${minutes} MINUTE WHERE external_id = '${uid}'`,
			);
		};
		await take('one', 'first', 50);
		await take('two', 'first', 40);
		await take('three', 'second', 30);
		await take('four', 'second', 20);
		expect((await healthOf(database.db, 0)).n8nsInTurn).toEqual([]);
		await take('five', 'first', 10);
		expect((await healthOf(database.db, 0)).n8nsInTurn).toEqual(['first', 'second']);
	});

	it('counts events that wait for a person, and reports how long due events have waited', async () => {
		const set = async (uid: string, columns: string) => {
			await receive(database.db, created(uid));
			await database.query(`UPDATE webhook_events SET ${columns} WHERE external_id = ?`, [uid]);
		};
		const ago = (minutes: number) => `UTC_TIMESTAMP(3) - INTERVAL ${minutes} MINUTE`;
		await receive(database.db, fixture('custom_template'));
		await set('givenUp', `status = 'quarantined', locked_until = NULL`);
		await set('working', `status = 'processing', locked_until = ${ago(-1)}`);
		await set(
			'waiting',
			`status = 'failed', next_attempt_at = ${ago(-60)}, created_at = ${ago(80)}`,
		);
		await set('fresh', `created_at = ${ago(4)}`);
		expect(await healthOf(database.db, 0)).toMatchObject({
			waitingForPerson: 2,
			overdueSeconds: null,
		});
		for (const [uid, columns, minutes] of [
			['received', `created_at = ${ago(11)}, locked_until = ${ago(6)}`, 6],
			['older', `created_at = ${ago(11.9)}, locked_until = NULL`, 6.8],
			['lapsed', `status = 'processing', locked_until = ${ago(7)}`, 7],
			['due', `status = 'failed', next_attempt_at = ${ago(9)}`, 9],
		] as const) {
			await set(uid, columns);
			const { overdueSeconds } = await healthOf(database.db, 0);
			expect(overdueSeconds).toBeGreaterThanOrEqual(minutes * 60);
			expect(overdueSeconds).toBeLessThan(minutes * 60 + 50);
		}
		const { waitingForPerson, oldestUnfinishedSeconds } = await healthOf(database.db, 0);
		expect(waitingForPerson).toBe(2);
		expect(Math.floor((oldestUnfinishedSeconds ?? 0) / 60)).toBe(80);
	});

	it('reports nothing for an empty inbox, and passes on the count of refusals', async () => {
		expect(await healthOf(database.db, 2)).toMatchObject({
			counts: {},
			waitingForPerson: 0,
			refusedSinceStart: 2,
			oldestUnfinishedSeconds: null,
			overdueSeconds: null,
			lastReceivedAt: null,
			secondsSinceLastReceived: null,
		});
	});

	it("answers the guide's monitoring queries, without the bodies", async () => {
		await deliver(database.db, created('done'));
		await receive(database.db, fixture('custom_template'));
		await receive(database.db, created('bad'));
		await database.query(
			"UPDATE webhook_events SET status = 'quarantined', error_message = 'Broken.' WHERE external_id = 'bad'",
		);
		const yesterday = 'UTC_TIMESTAMP(3) - INTERVAL 1 DAY';
		await database.query(
			`UPDATE webhook_events SET created_at = ${yesterday} WHERE external_id = 'bad'`,
		);
		const lists = await listsOf(database.db);
		expect(lists.recentEvents).toHaveLength(3);
		expect(lists.recentEvents[2]).toMatchObject({ external_id: 'bad', status: 'quarantined' });
		expect(lists.recentEvents.filter((row) => 'payload' in row)).toEqual([]);
		expect(lists.failedEvents).toMatchObject([
			{ event_type: 'UNKNOWN', status: 'failed' },
			{ external_id: 'bad', status: 'quarantined', error_message: 'Broken.' },
		]);
		const person = { first_name: 'Mara', email: 'mara.oeztuerk@kunde.example' };
		expect(lists.recentBookings).toMatchObject([{ status: 'scheduled', ...person }]);
		await database.query(`UPDATE bookings SET scheduled_at = ${yesterday}`);
		expect((await listsOf(database.db)).upcomingBookings).toEqual([]);
		await database.query('UPDATE bookings SET scheduled_at = UTC_TIMESTAMP(3) + INTERVAL 1 DAY');
		expect((await listsOf(database.db)).upcomingBookings).toMatchObject([person]);
		await database.query("UPDATE bookings SET status = 'cancelled'");
		expect((await listsOf(database.db)).upcomingBookings).toEqual([]);
	});

	it('replays the selected events once, and leaves events being worked on alone', async () => {
		await deliver(database.db, created('done'));
		const failed = await receive(database.db, created('bad'));
		const id = failed.start ? (failed.event.event.id ?? 0) : 0;
		await database.query('UPDATE webhook_events SET attempts = 7 WHERE id = ?', [id]);
		expect(await failEvent(database.db, id, { text: 'Broken.' }, new Date())).toMatchObject({
			status: 'quarantined',
		});
		const selection = { statuses: ['failed' as const, 'quarantined' as const] };
		expect((await previewReplay(database.db, selection)).map((row) => row.id)).toEqual([id]);
		const take = async () => (await claimUnfinished(database.db, 10, new Date())).events;
		expect(await take()).toEqual([]);
		expect(await replayEvents(database.db, selection)).toMatchObject({ due: 1 });
		const [event, ...others] = await take();
		expect(others).toEqual([]);
		expect(event?.event).toMatchObject({ id, attempt: 1 });
		expect(await replayEvents(database.db, { ids: [id] })).toMatchObject({ due: 0 });
	});
});
