import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { fixture, variant } from '../support/events';
import { deliver, emptyTables } from './deliver';

const a = '7Kp2vQhWm9XcTzR4sNbJdE';
const b = 'eH4tYwB8nLrKq6DfVxZ3Pa';
const mara = 'mara.oeztuerk@kunde.example';
const tomas = 'tomas.novak@kunde.example';
const at9 = '2026-11-10 09:00';
const at13 = '2026-11-12 13:00';

/** The result of the delivery alone: bookings, and subjects on the timelines. */
type Expected = [bookings: string[], timeline: string[]];
const one = (
	person: string,
	uid: string,
	at: string,
	status: string,
	subject: string,
): Expected => [[`${person} ${uid} ${at} ${status}`], [`${person} Level Check ${subject}`]];
const booked = one(mara, a, at9, 'scheduled', 'Booked');
const cancelled = one(mara, a, at9, 'cancelled', 'Cancelled');
const nothing: Expected = [[], []];

const alone: Record<string, Expected> = {
	after_guests_cal_video_no_show: nothing,
	after_hosts_cal_video_no_show: nothing,
	'booking_cancelled.by_host': cancelled,
	booking_cancelled: cancelled,
	'booking_cancelled.recurring_all': cancelled,
	'booking_cancelled.request_reschedule': one(
		mara,
		a,
		at9,
		'cancelled',
		'Cancelled, New Time Requested',
	),
	'booking_cancelled.seat': one(tomas, a, at9, 'cancelled', 'Cancelled'),
	'booking_created.after_confirmation': booked,
	'booking_created.attendee_phone': booked,
	'booking_created.basic': booked,
	'booking_created.google_meet': booked,
	'booking_created.guests': booked,
	'booking_created.phone_location': booked,
	'booking_created.recurring_1_of_4': booked,
	'booking_created.seat_first': booked,
	'booking_created.seat_second_same_uid': one(tomas, a, at9, 'scheduled', 'Booked'),
	'booking_created.split_name': booked,
	booking_location_updated: nothing,
	booking_no_show_updated: nothing,
	booking_paid: nothing,
	booking_payment_initiated: one(mara, a, at9, 'scheduled', 'Payment Initiated'),
	booking_rejected: one(mara, a, at9, 'cancelled', 'Declined'),
	booking_requested: one(mara, a, at9, 'scheduled', 'Requested'),
	booking_rescheduled: one(mara, b, at13, 'scheduled', 'Rescheduled'),
	'booking_rescheduled.seat_attendee_existing_slot': one(mara, b, at13, 'scheduled', 'Rescheduled'),
	'booking_rescheduled.seat_owner_same_uid': [
		[mara, tomas].map((person) => `${person} ${a} ${at13} scheduled`),
		[mara, tomas].map((person) => `${person} Level Check Rescheduled`),
	],
	custom_template: nothing,
	delegation_credential_error: nothing,
	form_submitted: nothing,
	instant_meeting: nothing,
	meeting_ended: one(mara, a, at9, 'completed', 'Completed'),
	meeting_started: nothing,
	ooo_created: nothing,
	ping: nothing,
	recording_ready: nothing,
	recording_transcription_generated: nothing,
	wrong_assignment_report: nothing,
};

/** The same on a booking that was created before: its status, and the line that is added. */
const afterwards: Array<[string, string, string | null]> = [
	['after_guests_cal_video_no_show', 'no_show', 'Level Check Marked as No-Show'],
	['after_hosts_cal_video_no_show', 'scheduled', 'Level Check After Hosts Cal Video No Show'],
	['booking_cancelled', 'cancelled', 'Level Check Cancelled'],
	[
		'booking_cancelled.request_reschedule',
		'cancelled',
		'Level Check Cancelled, New Time Requested',
	],
	['booking_created.after_confirmation', 'scheduled', null],
	['booking_location_updated', 'scheduled', 'Level Check Location Updated'],
	['booking_no_show_updated', 'no_show', 'Booking Marked as No-Show'],
	['booking_paid', 'scheduled', 'Level Check Paid'],
	['booking_payment_initiated', 'scheduled', 'Level Check Payment Initiated'],
	['booking_rejected', 'scheduled', 'Level Check Declined'],
	['booking_rescheduled', 'scheduled', 'Level Check Rescheduled'],
	['meeting_ended', 'completed', 'Level Check Completed'],
	['meeting_started', 'scheduled', 'Level Check Meeting Started'],
	['recording_ready', 'scheduled', 'Level Check Recording Ready'],
	['instant_meeting', 'scheduled', 'Level Check Instant Meeting'],
	['form_submitted', 'scheduled', null],
];

onEachServer((server) => {
	let database: TestDatabase;
	const lines = async (sql: string) => (await database.query(sql)).map((row) => row['line']);
	const bookings = async () =>
		await lines(
			`SELECT CONCAT_WS(' ', l.email, external_booking_id, DATE_FORMAT(scheduled_at, '%Y-%m-%d %H:%i'), status) AS line
				FROM bookings b JOIN leads l ON l.id = b.lead_id ORDER BY l.email`,
		);
	const timeline = async () =>
		await lines(
			"SELECT CONCAT(l.email, ' ', a.subject) AS line FROM activities a JOIN leads l ON l.id = a.lead_id ORDER BY 1",
		);
	const everything = async () =>
		await Promise.all(
			['leads', 'bookings', 'activities', 'booking_references', 'booking_history'].map(
				async (table) => await database.query(`SELECT * FROM ${table} ORDER BY id`),
			),
		);
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());

	it.each(Object.entries(alone))(
		'%s leaves what it should, and the second time nothing more',
		async (name, expected) => {
			await deliver(database.db, fixture(name));
			expect([await bookings(), await timeline()]).toEqual(expected);
			const before = await everything();
			await deliver(database.db, fixture(name));
			await database.query('DELETE FROM webhook_events');
			await deliver(database.db, fixture(name));
			expect(await everything()).toEqual(before);
		},
	);

	it.each(afterwards)(
		'%s leaves a booking that was created before %s',
		async (name, status, subject) => {
			await deliver(database.db, variant('booking_created.basic', '2026-11-01T08:00:00.000Z'));
			await deliver(database.db, fixture(name));
			expect(await database.query('SELECT status FROM bookings')).toEqual([{ status }]);
			const added = (await database.query('SELECT subject FROM activities ORDER BY id')).slice(1);
			expect(added).toEqual(subject === null ? [] : [{ subject }]);
			expect(await database.query('SELECT email FROM leads')).toEqual([{ email: mara }]);
		},
	);
});

test('Every fixture is in the table', () => {
	const names = readdirSync(join(__dirname, '../fixtures/calcom')).filter((name) =>
		name.endsWith('.json'),
	);
	expect(Object.keys(alone).sort()).toEqual(names.map((name) => name.replace('.json', '')).sort());
});
