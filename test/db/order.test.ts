import fc from 'fast-check';

import type { BookingEvent } from '../../nodes/shared/domain/event';
import { logActivity } from '../../nodes/shared/services/activities';
import { saveBooking } from '../../nodes/shared/services/bookings';
import { defaultOrigin, saveMainLead } from '../../nodes/shared/services/leads';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { bookingLife, read, variant } from '../support/events';

const runs = Number(process.env['MTL_TEST_ORDERS'] ?? 60);

/** What people see, without ids, arrival times and the remark that a line arrived late. */
async function outcome({ query }: TestDatabase) {
	const tables = {
		leads: await query(
			'SELECT email, first_name, last_name, phone, reference, source_detail, activity_notes FROM leads ORDER BY email',
		),
		bookings: await query(
			`SELECT l.email, external_booking_id, booking_type, scheduled_at, ends_at, status, title, location, meeting_url,
				cancellation_reason, last_event_at FROM bookings b LEFT JOIN leads l ON l.id = b.lead_id ORDER BY l.email, scheduled_at`,
		),
		references: await query(
			`SELECT r.uid, r.seat_key, l.email, b.scheduled_at FROM booking_references r LEFT JOIN bookings b ON b.id = r.booking_id
				LEFT JOIN leads l ON l.id = b.lead_id ORDER BY r.uid, r.seat_key`,
		),
		timeline: await query(
			`SELECT l.email, a.type, a.subject, REGEXP_REPLACE(a.body, '\\n?Arrived late:.*$', '') AS body, b.external_booking_id
				FROM activities a JOIN leads l ON l.id = a.lead_id JOIN bookings b ON b.id = a.booking_id ORDER BY 1, a.event_key`,
		),
	};
	return tables;
}

async function run(database: TestDatabase, events: readonly BookingEvent[]) {
	const { query, db } = database;
	for (const table of [
		'leads',
		'bookings',
		'activities',
		'booking_references',
		'booking_history',
	]) {
		await query(`DELETE FROM ${table}`);
	}
	for (const event of events) {
		if (event.attendee && ['created', 'rescheduled'].includes(event.event.kind)) {
			await saveMainLead(db, event, defaultOrigin);
		}
		await logActivity(db, event, await saveBooking(db, event), 'UTC');
	}
	return await outcome(database);
}

/** The same events in any order, some of them twice or three times. */
const shuffled = (events: readonly BookingEvent[]) =>
	fc
		.tuple(
			fc.shuffledSubarray([...events], { minLength: events.length }),
			fc.array(fc.nat({ max: events.length - 1 }), { maxLength: 4 }),
			fc.infiniteStream(fc.nat()),
		)
		.map(([order, repeats, places]) => {
			const all = [...order];
			for (const index of repeats) {
				all.splice(
					(places.next().value as number) % (all.length + 1),
					0,
					events[index] as BookingEvent,
				);
			}
			return all;
		});

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await makeDatabase(server);
	});
	afterAll(async () => await database.drop());

	it('ends in the same rows whatever the order of arrival', async () => {
		const life = bookingLife();
		const expected = await run(database, life);
		expect(expected.bookings).toHaveLength(1);
		expect(expected.bookings[0]).toMatchObject({
			external_booking_id: 'uidC',
			status: 'completed',
		});
		expect(expected.timeline).toHaveLength(life.length);
		await fc.assert(
			fc.asyncProperty(shuffled(life), async (events) => {
				expect(await run(database, events)).toEqual(expected);
			}),
			{ numRuns: runs },
		);
	});

	it('keeps seats under one uid apart, whatever the order of arrival', async () => {
		const moved = { uid: 'slotB', rescheduleUid: 'slotA' };
		const life = [
			variant('booking_created.seat_first', '2026-11-03T08:14:22.517Z', { uid: 'slotA' }),
			variant('booking_created.seat_second_same_uid', '2026-11-03T09:14:22.517Z', { uid: 'slotA' }),
			variant('booking_rescheduled.seat_attendee_existing_slot', '2026-11-04T08:14:22.517Z', moved),
			variant('booking_cancelled.seat', '2026-11-05T08:14:22.517Z', { uid: 'slotA' }),
		].map((body) => read(body));
		const expected = await run(database, life);
		expect(expected.bookings).toMatchObject([
			{ email: 'mara.oeztuerk@kunde.example', external_booking_id: 'slotB', status: 'scheduled' },
			{ email: 'tomas.novak@kunde.example', external_booking_id: 'slotA', status: 'cancelled' },
		]);
		await fc.assert(
			fc.asyncProperty(shuffled(life), async (events) => {
				expect(await run(database, events)).toEqual(expected);
			}),
			{ numRuns: runs },
		);
	});
});
