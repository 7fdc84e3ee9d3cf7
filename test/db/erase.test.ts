import { editBooking } from '../../nodes/core/services/editBooking';
import { eraseLead } from '../../nodes/core/erasure/eraseLead';
import { claimUnfinished } from '../../nodes/core/services/retryEvents';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { variant } from '../support/events';
import { placesOf } from '../support/everyColumn';
import { hiddenWords, planted, plantedBody, plantedWords } from '../support/planted';
import { acceptAll, deliver, emptyTables, ownTables, receive } from './deliver';

const booked = plantedBody('booking_created.basic', '2026-11-06T08:00:00.000Z', { uid: 'mine1' });
const moved = plantedBody('booking_rescheduled', '2026-11-07T08:00:00.000Z', {
	uid: 'mine2',
	rescheduleUid: 'mine1',
});
const cancelled = plantedBody('booking_cancelled', '2026-11-08T08:00:00.000Z', { uid: 'mine2' });
const paid = plantedBody('booking_paid', '2026-11-06T08:00:01.000Z', { uid: 'mine1' });
const asked = plantedBody('booking_requested', '2026-11-06T08:00:02.000Z', { uid: 'mine3' });
const form = {
	triggerEvent: 'FORM_SUBMITTED',
	createdAt: '2026-11-06T08:00:03.000Z',
	payload: { responses: { Mail: { value: planted.email } }, other: 'planted words' },
};
const unreadable = Buffer.from(`uid=1&email=${planted.email}&notes=planted`);

onEachServer((server) => {
	let database: TestDatabase;
	const places = async () => await placesOf(database.query, plantedWords);
	const rows = async (sql: string) => await database.query(sql);
	const erase = async () => await eraseLead(database.db, ` ${planted.email.toUpperCase()} `);
	const statuses = async () =>
		(await rows('SELECT status FROM webhook_events ORDER BY id')).map(({ status }) => status);
	const inbox = 'SELECT id, external_id, event_type, dedupe_key, created_at FROM webhook_events';

	beforeAll(async () => (database = await makeDatabase(server)));
	afterAll(async () => await database.drop());
	beforeEach(async () => {
		await emptyTables(database.query);
		for (const body of [booked, moved, cancelled]) await deliver(database.db, body);
		await receive(database.db, paid, { ...acceptAll, events: [] });
		await receive(database.db, form, { ...acceptAll, events: [] });
		await receive(database.db, unreadable);
		const { start } = await receive(database.db, asked);
		expect(start).toBe(true);
		await rows(
			"UPDATE webhook_events SET status = 'failed', error_message = 'x', next_attempt_at = '2026-01-01' WHERE external_id = 'mine3'",
		);
		const [booking] = await rows('SELECT id, lead_id FROM bookings');
		await editBooking(database.db, Number(booking?.['id']), {
			location: 'Planted Room',
			levelFound: 'Planted B1',
		});
		await database.query(
			"INSERT INTO activities (lead_id, type, subject, body) VALUES (?, 'call', 'Called Planted', 'planted call')",
			[booking?.['lead_id']],
		);
		const others = { uid: 'other', seatsPerTimeSlot: null };
		await deliver(
			database.db,
			variant('booking_created.basic', '2026-11-06T09:00:00.000Z', others),
		);
	});

	it('leaves no text about the person in any column of any table', async () => {
		const before = await places();
		expect(before).toEqual(
			expect.arrayContaining(
				['activities.body', 'activities.subject', 'booking_history.details'].concat(
					['leads.email', 'leads.phone', 'bookings.title', 'bookings.location'],
					['bookings.webhook_payload', 'webhook_events.payload', 'leads.activity_notes'],
				),
			),
		);
		expect(await erase()).toMatchObject({ bookings: 1, events: 7 });
		expect(await places()).toEqual([]);
	});

	it('keeps rows, times, statuses and keys', async () => {
		const kept = async () => [
			await rows(`${inbox} ORDER BY id`),
			await rows('SELECT id, status, scheduled_at, lead_id, external_booking_id FROM bookings'),
			await rows('SELECT id, lead_id, type, occurred_at, event_key FROM activities ORDER BY id'),
			await rows('SELECT id, uid, seat_key, stamp, kind FROM booking_history ORDER BY id'),
		];
		const before = await kept();
		const { leadId } = await erase();
		expect(await kept()).toEqual(before);
		const subjects = await database.query(
			'SELECT subject FROM activities WHERE lead_id = ? ORDER BY id',
			[leadId],
		);
		expect(subjects.map(({ subject }) => subject)).toEqual([
			'Level Check Booked',
			'Level Check Rescheduled',
			'Level Check Cancelled',
			null,
		]);
	});

	it('keeps finished events finished, and lets no unfinished event run again', async () => {
		const finished = ['processed', 'processed', 'processed', 'ignored', 'ignored'];
		expect(await statuses()).toEqual([...finished, 'failed', 'failed', 'processed']);
		await erase();
		expect(await statuses()).toEqual([...finished, 'ignored', 'ignored', 'processed']);
		expect(await claimUnfinished(database.db, 50, new Date())).toEqual({
			events: [],
			quarantined: [],
		});
	});

	it('answers "duplicate" to every repeated delivery, and writes nothing', async () => {
		await erase();
		const dump = async () =>
			await Promise.all(
				ownTables
					.filter((table) => table !== 'webhook_events')
					.map(async (table) => await rows(`SELECT * FROM ${table}`)),
			);
		const before = await dump();
		for (const body of [booked, moved, cancelled, paid, asked]) {
			expect(await deliver(database.db, body)).toMatchObject({ body: { status: 'duplicate' } });
		}
		await receive(database.db, form);
		await receive(database.db, unreadable);
		expect(await dump()).toEqual(before);
		expect(await places()).toEqual([]);
		expect(await rows(`SELECT COUNT(*) AS n FROM (${inbox}) e`)).toEqual([{ n: 8 }]);
	});

	it('does not change anyone else', async () => {
		const others = async () => [
			await rows("SELECT * FROM leads WHERE email = 'mara.oeztuerk@kunde.example'"),
			await rows("SELECT * FROM bookings WHERE external_booking_id = 'other'"),
			await rows("SELECT * FROM webhook_events WHERE external_id = 'other'"),
			await rows("SELECT * FROM booking_history WHERE uid = 'other'"),
		];
		const before = await others();
		await erase();
		expect(await others()).toEqual(before);
		expect(before.map((list) => list.length)).toEqual([1, 1, 1, 1]);
	});

	it('says so when no one has this address', async () => {
		for (const address of ['nobody@example.com', '', 'no address', '+31600000000']) {
			await expect(eraseLead(database.db, address)).rejects.toThrow('No one was found');
		}
		await erase();
		await expect(erase()).rejects.toThrow('No one was found');
	});

	it('never received a password, a one-time code or an access link', async () => {
		expect(JSON.stringify([booked, moved, cancelled, paid, asked])).toMatch(hiddenWords);
		expect(await placesOf(database.query, hiddenWords)).toEqual([]);
	});
});
