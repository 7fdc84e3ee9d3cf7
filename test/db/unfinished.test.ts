import { defaultParseSettings } from '../../nodes/core/domain/parseSettings';
import { claimDue } from '../../nodes/core/db/repositories/claims';
import type { MtlError } from '../../nodes/core/domain/errors';
import { eventsLetGo } from '../../nodes/core/services/letGo';
import { failEvent, finishEvent } from '../../nodes/core/services/settleEvent';
import { claimUnfinished } from '../../nodes/core/services/retryEvents';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { fixture, variant } from '../support/events';
import { acceptAll, emptyTables, receive, work } from './deliver';

const minutes = (count: number) => count * 60_000;

/** A process about which nothing is known. */
const alone = { leaseSeconds: 300, owner: null, abandonedBy: [], letGo: [] };

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());
	const rows = async () => await database.query('SELECT * FROM webhook_events ORDER BY id');
	/** Records a fixture and returns the id of its row. */
	const record = async (
		body: Record<string, unknown> = fixture('booking_created.basic'),
		settings = acceptAll,
	) => {
		const received = await receive(database.db, body, settings);
		if (!received.start || received.event.event.id === null) throw new Error('It did not start.');
		return received.event.event.id;
	};
	/** Simulates time: the rows are due, or their lease has expired. */
	const later = async () =>
		await database.query(
			`UPDATE webhook_events SET next_attempt_at = next_attempt_at - INTERVAL 2 DAY, locked_until = locked_until - INTERVAL 1 HOUR,
				created_at = created_at - INTERVAL 1 HOUR`,
		);
	const takeAll = async () => await claimUnfinished(database.db, 100, new Date());
	const take = async () => (await takeAll()).events;

	it('stores why an event failed, retries it after 1, 5, 30, 120, 360 and 1440 minutes, then quarantines it', async () => {
		const id = await record();
		const waited: number[] = [];
		for (let attempt = 1; attempt <= 6; attempt++) {
			const now = new Date();
			const failure = await failEvent(database.db, id, { text: `Reason ${attempt}` }, now);
			expect(failure).toMatchObject({ status: 'failed', needsPerson: false });
			expect(await rows()).toMatchObject([
				{ status: 'failed', attempts: attempt, error_message: `Reason ${attempt}` },
			]);
			waited.push((Number(failure.nextAttemptAt) - Number(now)) / minutes(1));
			expect(await take()).toEqual([]);
			await later();
			expect((await take()).map(({ event }) => event)).toMatchObject([
				{ id, attempt: attempt + 1, source: 'retry' },
			]);
		}
		expect(waited).toEqual([1, 5, 30, 120, 360, 1440]);
		expect(await failEvent(database.db, id, { text: 'Reason 7' }, new Date())).toEqual({
			status: 'quarantined',
			nextAttemptAt: null,
			needsPerson: true,
		});
		await later();
		expect(await takeAll()).toEqual({ events: [], quarantined: [] });
		expect(await rows()).toMatchObject([
			{ status: 'quarantined', error_message: 'Reason 7', next_attempt_at: null },
		]);
	});

	it('asks for a person once, however many last runs of an event fail together', async () => {
		const id = await record();
		await database.query('UPDATE webhook_events SET attempts = 7');
		const fail = async (_: unknown, run: number) =>
			await failEvent(database.db, id, { text: `Run ${run}` }, new Date(), `${run}`);
		const failures = await Promise.all(Array.from({ length: 8 }, fail));
		expect(failures.map(({ status }) => status)).toEqual(failures.map(() => 'quarantined'));
		const [first, ...others] = failures.flatMap((one, run) => (one.needsPerson ? [run] : []));
		expect(others).toEqual([]);
		expect(await rows()).toMatchObject([
			{ error_message: `Run ${first}`, execution_id: `${first}` },
		]);
	});

	it('quarantines an event that crashes n8n every time', async () => {
		const id = await record();
		let starts = 1;
		for (; starts < 20; starts++) {
			await later();
			const { events, quarantined } = await takeAll();
			if (quarantined.length > 0)
				expect(quarantined).toMatchObject([
					{ id, reason: expect.stringContaining('never finished') },
				]);
			if (events.length === 0) break;
		}
		expect(starts).toBe(7);
		expect(await rows()).toMatchObject([
			{ id, status: 'quarantined', error_message: expect.stringContaining('started 7 times') },
		]);
	});

	it('does not fail an event processed in the meantime, and finishes twice without an error', async () => {
		const id = await record();
		await Promise.all([finishEvent(database.db, id), finishEvent(database.db, id)]);
		expect(await failEvent(database.db, id, { text: 'Too late' }, new Date())).toEqual({
			status: 'processed',
			nextAttemptAt: null,
			needsPerson: false,
		});
		expect(await rows()).toMatchObject([
			{ status: 'processed', error_message: null, next_attempt_at: null, locked_until: null },
		]);
	});

	it.each([
		['finish', async () => await finishEvent(database.db, 999)],
		['fail', async () => await failEvent(database.db, 999, { text: 'Why' }, new Date())],
	])('says that the row to %s is gone', async (_name, settle) => {
		const refused = await settle().catch((error: unknown) => error as MtlError);
		expect(refused).toMatchObject({
			code: 'not-found',
			message: 'The inbox has no event with the id 999.',
		});
	});

	it('claims an unfinished event again when its lease has expired', async () => {
		const id = await record();
		expect(await claimDue(database.db, 10, alone)).toEqual([]);
		await later();
		expect(await claimDue(database.db, 10, alone)).toMatchObject([{ id, attempts: 2 }]);
		expect(await claimDue(database.db, 10, alone)).toEqual([]);
		await later();
		expect(await claimDue(database.db, 10, alone)).toMatchObject([{ id, attempts: 3 }]);
		await finishEvent(database.db, id);
		await later();
		expect(await claimDue(database.db, 10, alone)).toEqual([]);
	});

	it('immediately claims events that its own process let go, once, and events of an ended process', async () => {
		const id = await record();
		eventsLetGo(database.db).add(id);
		const claimed = async () => await claimUnfinished(database.db, 10, new Date(), me);
		const me = { name: 'me', isGone: (other: string) => other === 'gone' };
		expect((await claimed()).events.map(({ event }) => event.id)).toEqual([id]);
		expect((await claimed()).events).toEqual([]);
		await database.query("UPDATE webhook_events SET locked_by = 'gone'");
		expect((await claimed()).events.map(({ event }) => event.id)).toEqual([id]);
		expect(await rows()).toMatchObject([{ locked_by: 'me', status: 'processing' }]);
	});

	it.each(['ignored', 'quarantined', 'processed'])('leaves %s rows alone', async (status) => {
		await record();
		await database.query(
			'UPDATE webhook_events SET status = ?, next_attempt_at = UTC_TIMESTAMP(), locked_until = NULL',
			[status],
		);
		await later();
		expect(await take()).toEqual([]);
	});

	it('parses a row again with the settings it was received with, as the same event at the same time', async () => {
		const reading = {
			...defaultParseSettings,
			bookingTypes: [],
			defaultBookingType: 'trial_class',
			defaultCountry: 'DE',
		};
		const body = variant('booking_created.basic', '', { smsReminderNumber: '0151 12345678' });
		const received = await receive(database.db, body, { ...acceptAll, parse: reading });
		await later();
		const [again] = await take();
		if (!received.start) throw new Error('It did not start.');
		const { event, ...rest } = received.event;
		expect(again).toEqual({ ...rest, event: { ...event, attempt: 2, source: 'retry' } });
		expect(again).toMatchObject({
			booking: { type: 'trial_class' },
			attendee: { phone: '+4915112345678' },
		});
		if (again) await work(database.db, again);
		expect(await rows()).toMatchObject([{ status: 'processed', attempts: 2, error_message: null }]);
	});

	it.each([
		['gone', null, /gone or unreadable/],
		['no JSON', '{', /gone or unreadable/],
		['about no booking', '{"triggerEvent":"BOOKING_CREATED"}', /^payload\.uid is missing/],
	])('immediately quarantines a row whose body is %s', async (_name, payload, reason) => {
		const id = await record();
		await database.query("UPDATE webhook_events SET payload = ?, execution_id = '7'", [payload]);
		await later();
		const quarantined = [
			{
				id,
				reason: expect.stringMatching(reason) as string,
				hint: expect.stringContaining('manually'),
			},
		];
		expect(await takeAll()).toEqual({ events: [], quarantined });
		expect(await takeAll()).toEqual({ events: [], quarantined: [] });
		expect(await rows()).toMatchObject([
			{
				status: 'quarantined',
				error_message: quarantined[0]?.reason,
				execution_id: '7',
				attempts: 2,
			},
		]);
	});
});
