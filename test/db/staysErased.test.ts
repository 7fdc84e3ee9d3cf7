import { eraseLead } from '../../nodes/core/erasure/eraseLead';
import { recordLate } from '../../nodes/core/services/recordReceived';
import { replayEvents } from '../../nodes/core/services/replay';
import { claimUnfinished } from '../../nodes/core/services/retryEvents';
import { saveBooking } from '../../nodes/core/services/saveBooking';
import { defaultOrigin, saveMainLead } from '../../nodes/core/services/saveLeads';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { read } from '../support/events';
import { placesOf } from '../support/everyColumn';
import { permutations } from '../domain/moments';
import { plantedBody, plantedWords, planted } from '../support/planted';
import { acceptAll, deliver, emptyTables, ownTables, receive, work } from './deliver';

type Json = Record<string, unknown>;

/** A day of November, or an hour of it. */
const day = (date: number, hour = 8) =>
	`2026-11-${String(date).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`;
/** When the person is erased. */
const erasure = new Date(day(9));
/** After the erasure, as everything they book is. */
const times = { startTime: day(20, 9), endTime: day(20, 10) };
const from = (uid: string) => ({ uid, iCalUID: `${uid}@Cal.com`, ...times });
const booked = (uid: string, at: string) => plantedBody('booking_created.basic', at, from(uid));
const moved = (uid: string, before: string, first: string | null, at: string) =>
	plantedBody('booking_rescheduled', at, {
		...from(first ?? uid),
		uid,
		rescheduleUid: before,
		rescheduleStartTime: day(19),
		...(first ? {} : { iCalUID: undefined }),
	});
const cancelled = (uid: string, at: string) =>
	plantedBody('booking_cancelled', at, { ...from(uid), title: 'Planted' });
const marked = (bookingUid: string, at: string) =>
	plantedBody('booking_no_show_updated', at, {
		bookingUid,
		attendees: [{ email: planted.email, noShow: true }],
	});
const ended = (uid: string, made: string): Json => ({
	...plantedBody('meeting_ended', made),
	...{ uid, iCalUID: `${uid}@Cal.com`, ...times, createdAt: made },
	attendees: [{ email: planted.email, name: planted.name }],
	responses: { email: { value: planted.email }, name: { value: planted.name } },
});

onEachServer((server) => {
	let database: TestDatabase;
	const rows = async (sql: string) => await database.query(sql);
	const erase = async (at = erasure) => await eraseLead(database.db, planted.email, at);
	const places = async () => await placesOf(database.query, plantedWords);
	const dump = async () =>
		await Promise.all(
			ownTables
				.filter((table) => table !== 'webhook_events')
				.map(async (table) => await rows(`SELECT * FROM ${table} ORDER BY 1`)),
		);
	const inbox = async () =>
		await rows('SELECT status, payload, error_message AS reason FROM webhook_events ORDER BY id');
	const erasedRow = {
		status: 'ignored',
		payload: null,
		reason: 'This event is about a person who was erased on request.',
	};

	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());

	describe('an erased booking', () => {
		beforeEach(async () => {
			await deliver(database.db, booked('a', day(6)));
			await deliver(database.db, moved('b', 'a', 'a', day(7)));
			await erase();
		});

		it('is not brought back by later events about it, in any order', async () => {
			const before = await dump();
			const later = [
				moved('c', 'b', 'a', day(10)),
				marked('b', day(11)),
				cancelled('c', day(12)),
				ended('b', day(6)),
			];
			for (const order of permutations(later)) {
				await database.query('DELETE FROM webhook_events WHERE payload IS NULL AND id > 2');
				for (const body of order) {
					expect(await deliver(database.db, body)).toMatchObject({
						start: false,
						status: 200,
						body: { status: 'ignored', reason: erasedRow.reason },
					});
				}
				expect((await inbox()).slice(-4)).toEqual(later.map(() => erasedRow));
			}
			expect(await places()).toEqual([]);
			expect(await dump()).toEqual(before);
		});

		it('takes with it what it is moved to, also by events that name only the new uid', async () => {
			const before = await dump();
			for (const body of [
				moved('c', 'b', null, day(10)),
				moved('d', 'c', null, day(11)),
				plantedBody('booking_cancelled', day(12), { uid: 'd', ...times, iCalUID: undefined }),
			])
				expect(await deliver(database.db, body)).toMatchObject({ body: { status: 'ignored' } });
			expect(await dump()).toEqual(before);
			expect(await places()).toEqual([]);
		});

		it('stays erased under another address of its person, and without one', async () => {
			const before = await dump();
			const other = { email: 'planted.other@example.com', name: 'Planted Person' };
			const responses = { email: { value: other.email }, name: { value: other.name } };
			for (const more of [
				{ attendees: [other], responses },
				{ attendees: [], responses: {} },
			]) {
				const body = plantedBody('booking_cancelled', day(11), { ...from('b'), ...more });
				expect(await deliver(database.db, body)).toMatchObject({ body: { status: 'ignored' } });
			}
			expect(await dump()).toEqual(before);
			expect(await places()).toEqual([]);
		});

		it('is counted as a duplicate when a delivery of before is repeated', async () => {
			const answer = await deliver(database.db, booked('a', day(6)));
			expect(answer).toMatchObject({ body: { status: 'duplicate' } });
			expect(await places()).toEqual([]);
		});

		it('is ignored where its events are not selected, or not about a booking', async () => {
			const paid = plantedBody('booking_paid', day(10), from('b'));
			const form = {
				triggerEvent: 'FORM_SUBMITTED',
				createdAt: day(8),
				payload: { responses: { Mail: { value: planted.email } } },
			};
			for (const body of [paid, form]) {
				const answer = await receive(database.db, body, { ...acceptAll, events: [] });
				expect(answer).toMatchObject({ body: { status: 'ignored', reason: erasedRow.reason } });
			}
			expect((await inbox()).slice(-2)).toEqual([erasedRow, erasedRow]);
		});

		it('is not brought back by replay', async () => {
			await deliver(database.db, cancelled('b', day(10)));
			const { due } = await replayEvents(database.db, { statuses: ['processed', 'ignored'] });
			expect(due).toBe(0);
			expect(await places()).toEqual([]);
		});

		it('is not brought back by a step that n8n runs again with its old item', async () => {
			const before = await dump();
			for (const body of [booked('a', day(6)), cancelled('b', day(10))]) {
				expect(await saveBooking(database.db, read(body))).toEqual([]);
				expect(await saveMainLead(database.db, read(body), defaultOrigin)).toBeNull();
			}
			expect(await dump()).toEqual(before);
		});

		it('is not brought back by a delivery that n8n held meanwhile', async () => {
			const body = cancelled('b', day(8));
			const event = read(body);
			const unrecorded = { payload: JSON.stringify(body), bodyHash: 'a', reading: '{}' };
			await recordLate(database.db, event, unrecorded);
			expect((await inbox()).slice(-1)).toEqual([erasedRow]);
			expect((await claimUnfinished(database.db, 9, new Date())).events).toEqual([]);
		});

		it('is removed from a row that was recorded while it was erased', async () => {
			const body = cancelled('b', day(8));
			await database.query('RENAME TABLE mtl_erasures TO hidden, mtl_keys TO hidden_keys');
			await database.query('CREATE TABLE mtl_erasures LIKE hidden');
			await database.query('CREATE TABLE mtl_keys LIKE hidden_keys');
			const received = await receive(database.db, body);
			await database.query('DROP TABLE mtl_erasures, mtl_keys');
			await database.query('RENAME TABLE hidden TO mtl_erasures, hidden_keys TO mtl_keys');
			expect(await places()).not.toEqual([]);
			if (!received.start) throw new Error('not recorded');
			expect(await work(database.db, received.event)).toEqual({ bookings: [], activities: [] });
			expect(await places()).toEqual([]);
		});
	});

	describe('a booking', () => {
		it('that was made before the erasure and missed stays away', async () => {
			await deliver(database.db, booked('a', day(6)));
			await erase();
			const before = await dump();
			const missed = [
				booked('x', day(8)),
				cancelled('x', day(10)),
				moved('y', 'x', 'x', day(11)),
				ended('z', day(8)),
				// It takes place before the erasure.
				plantedBody('booking_cancelled', day(10), { uid: 'w', startTime: day(8, 9) }),
			];
			for (const body of missed)
				expect(await deliver(database.db, body)).toMatchObject({ body: { status: 'ignored' } });
			expect(await dump()).toEqual(before);
			expect(await places()).toEqual([]);
		});

		it('that the person makes after the erasure counts, beside events about the erased ones, in any order', async () => {
			const life = [
				booked('n', day(10)),
				moved('n2', 'n', 'n', day(11)),
				cancelled('n2', day(12)),
				moved('c', 'a', 'a', day(11)),
			];
			for (const order of permutations(life)) {
				await emptyTables(database.query);
				await deliver(database.db, booked('a', day(6)));
				const { leadId } = await erase();
				for (const body of order) await deliver(database.db, body);
				const bookings = await rows(
					`SELECT b.external_booking_id AS uid, b.status, l.email, l.id = ${leadId} AS erased
						FROM bookings b JOIN leads l ON l.id = b.lead_id ORDER BY b.id`,
				);
				expect(bookings).toEqual([
					{ uid: 'a', status: 'scheduled', email: null, erased: 1 },
					{ uid: 'n2', status: 'cancelled', email: planted.email, erased: 0 },
				]);
			}
		});

		it('that they made after the first erasure is erased by the second', async () => {
			await deliver(database.db, booked('a', day(6)));
			await erase();
			await deliver(database.db, booked('n', day(10)));
			await erase(new Date(day(12)));
			for (const body of [cancelled('n', day(13)), cancelled('a', day(13)), booked('o', day(11))])
				expect(await deliver(database.db, body)).toMatchObject({ body: { status: 'ignored' } });
			expect(await places()).toEqual([]);
			await deliver(database.db, booked('p', day(14)));
			expect(await rows('SELECT email FROM leads ORDER BY id')).toEqual([
				{ email: null },
				{ email: null },
				{ email: planted.email },
			]);
		});

		it('that is entered manually counts', async () => {
			await deliver(database.db, booked('a', day(6)));
			await erase();
			const event = read(booked('a', day(6)));
			const manual = { ...event, event: { ...event.event, source: 'manual' as const, key: 'k' } };
			expect(await saveBooking(database.db, manual)).toHaveLength(1);
		});
	});

	it('knows a person without an e-mail address by the phone number', async () => {
		const byPhone = (uid: string, at: string) =>
			plantedBody('booking_created.basic', at, {
				...from(uid),
				smsReminderNumber: null,
				attendees: [{ email: '31612340001@sms.cal.com', name: planted.name }],
				responses: {
					email: { value: '31612340001@sms.cal.com' },
					name: { value: planted.name },
				},
			});
		await deliver(database.db, byPhone('a', day(6)));
		await eraseLead(database.db, planted.phone, erasure);
		expect(await places()).toEqual([]);
		expect(await deliver(database.db, byPhone('x', day(8)))).toMatchObject({
			body: { status: 'ignored' },
		});
		expect(await deliver(database.db, byPhone('n', day(10)))).toMatchObject({ start: true });
	});

	it('stores no address, and no hash that is the same in another database', async () => {
		const hashes = async (db: TestDatabase) => {
			await deliver(db.db, booked('a', day(6)));
			await eraseLead(db.db, planted.email, erasure);
			return (await db.query('SELECT hash FROM mtl_erasures')).map(({ hash }) => String(hash));
		};
		const other = await makeDatabase(server);
		try {
			const [here, there] = [await hashes(database), await hashes(other)];
			expect(here).toHaveLength(there.length);
			expect(here.filter((hash) => there.includes(hash))).toEqual([]);
			expect(here.filter((hash) => !/^[0-9a-f]{64}$/.test(hash))).toEqual([]);
		} finally {
			await other.drop();
		}
	});
});
