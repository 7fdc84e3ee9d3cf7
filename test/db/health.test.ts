import { failEvent } from '../../nodes/shared/services/inbox';
import { healthOf } from '../../nodes/shared/services/health';
import { previewReplay, replayEvents } from '../../nodes/shared/services/replay';
import { applyRetention, defaultRetention } from '../../nodes/shared/services/retention';
import { takeUnfinished } from '../../nodes/shared/services/unfinished';
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

	it('counts events by status and tells the age of the oldest unfinished one', async () => {
		await deliver(database.db, created('done'));
		await receive(database.db, created('stuck'));
		await age('stuck', 1);
		await receive(database.db, fixture('custom_template'));
		const health = await healthOf(database.db);
		expect(health.counts).toEqual({ processed: 1, received: 1, failed: 1 });
		expect(health.oldestUnfinishedSeconds).toBeGreaterThanOrEqual(86_400);
		expect(health.oldestUnfinishedSeconds).toBeLessThan(86_500);
		expect(health.secondsSinceLastReceived).toBeLessThan(60);
		expect(health.lastProcessedAt).toBeInstanceOf(Date);
	});

	it('knows nothing of an empty inbox', async () => {
		expect(await healthOf(database.db)).toMatchObject({
			counts: {},
			oldestUnfinishedSeconds: null,
			lastReceivedAt: null,
			secondsSinceLastReceived: null,
		});
	});

	it('empties bodies after 90 days and deletes events after 400, but never unfinished ones', async () => {
		for (const uid of ['new', 'old', 'ancient']) await deliver(database.db, created(uid));
		await receive(database.db, created('unfinished'));
		await age('old', 91);
		await age('ancient', 401);
		await age('unfinished', 500);
		expect(await applyRetention(database.db, defaultRetention)).toMatchObject({
			payloadsEmptied: 2,
			eventsDeleted: 1,
		});
		expect(
			await database.query(
				'SELECT external_id, payload IS NULL AS emptied, dedupe_key IS NULL AS keyless FROM webhook_events ORDER BY id',
			),
		).toEqual([
			{ external_id: 'new', emptied: 0, keyless: 0 },
			{ external_id: 'old', emptied: 1, keyless: 0 },
			{ external_id: 'unfinished', emptied: 0, keyless: 0 },
		]);
		expect(await deliver(database.db, created('old'))).toMatchObject({
			body: { status: 'duplicate' },
		});
	});

	it('refuses days that make no sense', async () => {
		for (const days of [
			{ payloadDays: 0, eventDays: 400 },
			{ payloadDays: 90, eventDays: 30 },
		]) {
			await expect(applyRetention(database.db, days)).rejects.toThrow('must be whole numbers');
		}
	});

	it('replays what is asked for, once, and leaves alone what someone works on', async () => {
		await deliver(database.db, created('done'));
		const failed = await receive(database.db, created('bad'));
		const id = failed.start ? (failed.event.event.id ?? 0) : 0;
		await database.query('UPDATE webhook_events SET attempts = 7 WHERE id = ?', [id]);
		expect(await failEvent(database.db, id, 'Broken.', new Date())).toMatchObject({
			status: 'quarantined',
		});
		const selection = { statuses: ['failed' as const, 'quarantined' as const] };
		expect((await previewReplay(database.db, selection)).map((row) => row.id)).toEqual([id]);
		const take = async () => (await takeUnfinished(database.db, 10, new Date())).events;
		expect(await take()).toEqual([]);
		expect(await replayEvents(database.db, selection)).toMatchObject({ due: 1 });
		const [event, ...others] = await take();
		expect(others).toEqual([]);
		expect(event?.event).toMatchObject({ id, attempt: 1 });
		expect(await replayEvents(database.db, { ids: [id] })).toMatchObject({ due: 0 });
	});
});
