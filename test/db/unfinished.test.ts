import { defaultReadingSettings } from '../../nodes/shared/domain/reading';
import { claimDue } from '../../nodes/shared/db/repositories/inbox';
import type { MtlError } from '../../nodes/shared/domain/errors';
import { failEvent, finishEvent, retryNow } from '../../nodes/shared/services/inbox';
import { takeUnfinished } from '../../nodes/shared/services/unfinished';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { fixture, variant } from '../support/events';
import { guideCurl } from '../support/guideBodies';
import { acceptAll, emptyTables, receive, work } from './deliver';

const minutes = (count: number) => count * 60_000;

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());
	const rows = async () => await database.query('SELECT * FROM webhook_events ORDER BY id');
	/** Records a fixture and tells its row's id. */
	const record = async (
		body: Record<string, unknown> = fixture('booking_created.basic'),
		settings = acceptAll,
	) => {
		const received = await receive(database.db, body, settings);
		if (!received.start || received.event.event.id === null) throw new Error('It did not start.');
		return received.event.event.id;
	};
	/** Time passes: the rows are due, or their lease is over. */
	const later = async () =>
		await database.query(
			`UPDATE webhook_events SET next_attempt_at = next_attempt_at - INTERVAL 2 DAY, locked_until = locked_until - INTERVAL 1 HOUR,
				created_at = created_at - INTERVAL 1 HOUR`,
		);
	const take = async () => await takeUnfinished(database.db, 100, new Date());

	it('keeps why an event failed, tries it after 1, 5, 30, 120, 360 and 1440 minutes, then quarantines it', async () => {
		const id = await record();
		const waited: number[] = [];
		for (let attempt = 1; attempt <= 6; attempt++) {
			const now = new Date();
			const failure = await failEvent(database.db, id, `Reason ${attempt}`, now);
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
		expect(await failEvent(database.db, id, 'Reason 7', new Date())).toEqual({
			status: 'quarantined',
			nextAttemptAt: null,
		});
		await later();
		expect(await take()).toEqual([]);
		expect(await rows()).toMatchObject([
			{ status: 'quarantined', error_message: 'Reason 7', next_attempt_at: null },
		]);
	});

	it('quarantines an event that takes n8n down with it every time', async () => {
		const id = await record();
		let starts = 1;
		for (; starts < 20; starts++) {
			await later();
			if ((await take()).length === 0) break;
		}
		expect(starts).toBe(7);
		expect(await rows()).toMatchObject([
			{ id, status: 'quarantined', error_message: expect.stringContaining('started 7 times') },
		]);
	});

	it('does not fail what was processed meanwhile, and finishes twice without complaint', async () => {
		const id = await record();
		await Promise.all([finishEvent(database.db, id), finishEvent(database.db, id)]);
		await failEvent(database.db, id, 'Too late', new Date());
		expect(await rows()).toMatchObject([
			{ status: 'processed', error_message: null, next_attempt_at: null, locked_until: null },
		]);
	});

	it('says that a row is gone', async () => {
		const refused = await finishEvent(database.db, 999).catch(
			(error: unknown) => error as MtlError,
		);
		expect(refused).toMatchObject({
			code: 'not-found',
			message: 'The inbox has no event with the id 999.',
		});
	});

	it('gives no two of eight claimers the same row, and each row to one of them', async () => {
		for (let index = 0; index < 40; index++) {
			await retryNow(database.db, await record({ ...guideCurl, uid: `booking-${index}` }), 'Again');
		}
		await later();
		const claims = Array.from({ length: 8 }, async () => await claimDue(database.db, 7, 300));
		const claimed = (await Promise.all(claims)).flat();
		const rest = await claimDue(database.db, 100, 300);
		expect(new Set(claimed.map(({ id }) => id)).size).toBe(claimed.length);
		expect(claimed.length + rest.length).toBe(40);
		expect(await claimDue(database.db, 100, 300)).toEqual([]);
		expect(
			(await rows()).every(({ status, attempts }) => status === 'processing' && attempts === 2),
		).toBe(true);
	});

	it('claims again what was claimed and never finished, when its lease is over', async () => {
		const id = await record();
		expect(await claimDue(database.db, 10, 300)).toEqual([]);
		await later();
		expect(await claimDue(database.db, 10, 300)).toMatchObject([{ id, attempts: 2 }]);
		expect(await claimDue(database.db, 10, 300)).toEqual([]);
		await later();
		expect(await claimDue(database.db, 10, 300)).toMatchObject([{ id, attempts: 3 }]);
		await finishEvent(database.db, id);
		await later();
		expect(await claimDue(database.db, 10, 300)).toEqual([]);
	});

	it.each(['ignored', 'quarantined', 'processed'])('leaves %s rows alone', async (status) => {
		await record();
		await database.query(
			'UPDATE webhook_events SET status = ?, next_attempt_at = UTC_TIMESTAMP()',
			[status],
		);
		await later();
		expect(await take()).toEqual([]);
	});

	it('reads a row anew with the settings it was received with, as the same event at the same time', async () => {
		const reading = {
			...defaultReadingSettings,
			bookingTypes: [],
			defaultBookingType: 'trial_class',
			defaultCountry: 'DE',
		};
		const body = variant('booking_created.basic', '', { smsReminderNumber: '0151 12345678' });
		const received = await receive(database.db, body, { ...acceptAll, reading });
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
	])('fails a row again whose body is %s', async (_name, payload, reason) => {
		await record();
		await database.query('UPDATE webhook_events SET payload = ?', [payload]);
		await later();
		expect(await take()).toEqual([]);
		expect(await rows()).toMatchObject([
			{ status: 'failed', error_message: expect.stringMatching(reason), attempts: 2 },
		]);
	});
});
