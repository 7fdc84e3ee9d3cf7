import type { BookingEvent } from '../../nodes/core/domain/event';
import { eraseLead } from '../../nodes/core/erasure/eraseLead';
import { findLead, listBookings, listLeads } from '../../nodes/core/services/queries';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { read, variant } from '../support/events';
import { emptyTables, work } from './deliver';

const at = (day: number) => `2026-11-0${day}T08:00:00.000Z`;
const email = 'mara.oeztuerk@kunde.example';
const created = read(variant('booking_created.basic', at(1)));
const moved = read(variant('booking_rescheduled', at(3)));
const cancelled = read(variant('booking_cancelled', at(3)));
const another = read(
	variant('booking_created.basic', at(3), { uid: 'another', iCalUID: 'another@Cal.com' }),
);
const requested = read(variant('booking_requested', at(3), { uid: 'another' }));
const noShow = read(variant('booking_no_show_updated', at(3)));
const again = (event: BookingEvent): BookingEvent => ({
	...event,
	event: { ...event.event, source: 'retry', attempt: 2 },
});

onEachServer((server) => {
	let database: TestDatabase;
	const run = async (event: BookingEvent) => await work(database.db, event);
	const remove = async (table: string) =>
		await database.query(`UPDATE ${table} SET deleted_at = '2026-11-02 08:00:00'`);
	const rows = async (table: string) =>
		await database.query(`SELECT id, deleted_at IS NULL AS lives FROM ${table} ORDER BY id`);
	const restored = async () =>
		(await database.query("SELECT subject FROM activities WHERE subject LIKE '%Restored'")).map(
			({ subject }) => subject,
		);
	beforeAll(async () => {
		database = await makeDatabase(server);
		for (const table of ['leads', 'bookings'])
			await database.query(`ALTER TABLE ${table} ADD deleted_at TIMESTAMP NULL`);
	});
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());

	it.each([
		['a new booking', another],
		['a request', requested],
		['a move', moved],
	])('restores a lead on %s, once, and says so on the timeline', async (_name, event) => {
		await run(created);
		const [before] = await rows('leads');
		await remove('leads');
		await run(event);
		await run(again(event));
		expect(await rows('leads')).toEqual([{ ...before, lives: 1 }]);
		expect(await restored()).toEqual(['Lead Restored']);
	});

	it('restores a booking that moved, once, and says so on the timeline', async () => {
		await run(created);
		const [before] = await rows('bookings');
		await remove('bookings');
		await run(moved);
		await run(again(moved));
		expect(await rows('bookings')).toEqual([{ ...before, lives: 1 }]);
		expect(await restored()).toEqual(['Booking Restored']);
		expect(await database.query('SELECT scheduled_at FROM bookings')).toEqual([
			{ scheduled_at: new Date('2026-11-12T13:00:00Z') },
		]);
	});

	it.each([
		['a cancellation', cancelled],
		['a mark', noShow],
		['the same event again', again(created)],
	])('leaves a lead and its booking deleted on %s', async (_name, event) => {
		await run(created);
		const lead = await database.query('SELECT first_name FROM leads');
		for (const table of ['leads', 'bookings']) await remove(table);
		await run(event);
		expect(await rows('leads')).toMatchObject([{ lives: 0 }]);
		expect(await rows('bookings')).toMatchObject([{ lives: 0 }]);
		expect(await restored()).toEqual([]);
		expect(await database.query('SELECT first_name FROM leads')).toEqual(lead);
	});

	it('restores only the booking that an event is about', async () => {
		await run(created);
		await remove('bookings');
		await run(another);
		expect((await rows('bookings')).map(({ lives }) => lives)).toEqual([0, 1]);
	});

	it('leaves an erased person erased, and does not show the deleted in lists', async () => {
		await run(created);
		await eraseLead(database.db, email, new Date(at(2)));
		for (const table of ['leads', 'bookings']) await remove(table);
		const [erased] = await database.query('SELECT * FROM leads');
		await run(another);
		expect(await database.query('SELECT * FROM leads ORDER BY id LIMIT 1')).toEqual([erased]);
		expect(await listLeads(database.db, {}, 10)).toMatchObject([{ email }]);
		expect(await listBookings(database.db, {}, 10)).toMatchObject([
			{ external_booking_id: 'another' },
		]);
	});

	it('takes the living lead of an address that the app deleted and made again, and erases both', async () => {
		await run(created);
		await remove('leads');
		await database.query('ALTER TABLE leads ADD UNIQUE KEY of_the_app (email, deleted_at)');
		await database.query(
			'ALTER TABLE leads ADD living VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin AS (IF(deleted_at IS NULL, email, NULL)) STORED, ADD UNIQUE KEY (living), DROP INDEX leads_email_unique',
		);
		const { insertId } = (await database.query('INSERT INTO leads (email) VALUES (?)', [
			email,
		])) as unknown as { insertId: number };
		await run(another);
		expect(await rows('leads')).toMatchObject([{ lives: 0 }, { id: insertId, lives: 1 }]);
		expect(await restored()).toEqual([]);
		expect(await findLead(database.db, { email })).toMatchObject({ id: insertId });
		await eraseLead(database.db, email);
		expect(await database.query('SELECT email FROM leads')).toEqual([
			{ email: null },
			{ email: null },
		]);
	});
});
