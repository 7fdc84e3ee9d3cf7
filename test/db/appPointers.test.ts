import type { BookingEvent } from '../../nodes/core/domain/event';
import { installationOf } from '../../nodes/core/db/installation';
import { retireBookings } from '../../nodes/core/db/repositories/bookingMerges';
import { eraseLead } from '../../nodes/core/erasure/eraseLead';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { read, variant } from '../support/events';
import { emptyTables, work } from './deliver';

const at = (day: number) => `2026-11-0${day}T08:00:00.000Z`;
const created = read(variant('booking_created.basic', at(1)));
/** Of the uid that the booking moves to; the move itself is still on the way. */
const cancelled = read(
	variant('booking_cancelled', at(4), { uid: 'eH4tYwB8nLrKq6DfVxZ3Pa', rescheduleUid: undefined }),
);
const moved = read(variant('booking_rescheduled', at(3)));

onEachServer((server) => {
	let database: TestDatabase;
	const run = async (event: BookingEvent) => await work(database.db, event);
	const bookings = async () =>
		await database.query(
			'SELECT id, status, external_booking_id, cancellation_reason FROM bookings ORDER BY id',
		);
	const remind = async (id: unknown) =>
		await database.query('INSERT INTO booking_reminders (booking_id) VALUES (?)', [id]);
	/** Two rows that turn out to be one booking, of which some have reminders. */
	const merge = async (...reminded: number[]) => {
		await run(created);
		await run(cancelled);
		const rows = await bookings();
		expect(rows).toHaveLength(2);
		for (const index of reminded) await remind(rows[index]?.['id']);
		await run(moved);
		return rows.map(({ id }) => id);
	};
	beforeAll(async () => (database = await makeDatabase(server)));
	afterAll(async () => await database.drop());

	describe.each(['RESTRICT', 'CASCADE'])('with reminders that point to bookings (%s)', (rule) => {
		beforeAll(
			async () =>
				await database.query(
					`CREATE TABLE booking_reminders (id INT AUTO_INCREMENT PRIMARY KEY, booking_id BIGINT UNSIGNED NOT NULL,
						FOREIGN KEY (booking_id) REFERENCES bookings (id) ON DELETE ${rule})`,
				),
		);
		beforeEach(async () => {
			await database.query('DELETE FROM booking_reminders');
			await emptyTables(database.query);
		});
		afterAll(async () => await database.query('DROP TABLE booking_reminders'));

		it.each([
			['the first', 0],
			['the second', 1],
		])('keeps the row that a reminder points to: %s', async (_name, index) => {
			const ids = await merge(index);
			expect(await bookings()).toMatchObject([
				{ id: ids[index], status: 'cancelled', external_booking_id: 'eH4tYwB8nLrKq6DfVxZ3Pa' },
			]);
			expect(await database.query('SELECT booking_id FROM booking_reminders')).toEqual([
				{ booking_id: ids[index] },
			]);
		});

		it('keeps the other row as cancelled if reminders point to both', async () => {
			const ids = await merge(0, 1);
			const expected = [
				{ id: ids[0], external_booking_id: 'eH4tYwB8nLrKq6DfVxZ3Pa' },
				{
					id: ids[1],
					status: 'cancelled',
					external_booking_id: null,
					cancellation_reason: `This is the same booking as ${String(ids[0])}.`,
				},
			];
			expect(await bookings()).toMatchObject(expected);
			await run(moved);
			expect(await bookings()).toMatchObject(expected);
			expect(await database.query('SELECT id FROM booking_reminders')).toHaveLength(2);
		});
	});

	it('keeps a row as cancelled if the reminders that point to it cannot be read', async () => {
		await database.query(
			`CREATE TABLE booking_reminders (id INT AUTO_INCREMENT PRIMARY KEY, booking_id BIGINT UNSIGNED NOT NULL,
				FOREIGN KEY (booking_id) REFERENCES bookings (id))`,
		);
		await emptyTables(database.query);
		const unread = { ...(await installationOf(database.db)), pointers: [] };
		await run(created);
		const [row] = await bookings();
		await remind(row?.['id']);
		await database.db.transaction().execute(async (trx) => {
			await retireBookings(trx, [Number(row?.['id'])], 'Why.', unread);
		});
		expect(await bookings()).toMatchObject([{ status: 'cancelled', cancellation_reason: 'Why.' }]);
		await database.query('DROP TABLE booking_reminders');
	});

	it('erases a lead that rows of the app point to', async () => {
		await emptyTables(database.query);
		await database.query(
			'CREATE TABLE invoices (id INT AUTO_INCREMENT PRIMARY KEY, lead_id BIGINT UNSIGNED NOT NULL, FOREIGN KEY (lead_id) REFERENCES leads (id))',
		);
		await run(created);
		await database.query('INSERT INTO invoices (lead_id) SELECT id FROM leads');
		await eraseLead(database.db, 'mara.oeztuerk@kunde.example');
		expect(
			await database.query(
				'SELECT l.first_name, l.email FROM invoices i JOIN leads l ON l.id = i.lead_id',
			),
		).toEqual([{ first_name: 'Erased', email: null }]);
	});
});
