import { eventOf, fixture, fixtureNames, read } from './deliveries';

const mara = 'mara.oeztuerk@kunde.example';
const tomas = 'tomas.novak@kunde.example';
const seatOfMara = 'b3c9d5c2-8a55-4f5f-9d1e-2b1f1f0e7a01';
const seatOfTomas = '0f7be1aa-31d4-4a0e-9c55-7d0c3b8a9e02';
const uid = '7Kp2vQhWm9XcTzR4sNbJdE';
const moved = 'eH4tYwB8nLrKq6DfVxZ3Pa';
const sent = '2026-11-03T08:14:22.517Z';
const at9 = '2026-11-10T09:00:00.000Z';
const at13 = '2026-11-12T13:00:00.000Z';
const video = `https://app.cal.com/video/${uid}`;
const weekly = { frequency: 2, interval: 1 };
const daily = 'https://meetco.daily.example/k2Zr7m1QyVb0';

/** How each fixture body is parsed: only the facts that matter for it. */
const facts: Record<string, { [path: string]: unknown }> = {
	after_guests_cal_video_no_show: {
		kind: 'no_show',
		scope: 'attendees',
		who: [mara],
		noShow: true,
		startsAt: at9,
		status: null,
		occurredAt: '2026-11-10T09:05:01.330Z',
		language: 'de',
		uid,
	},
	after_hosts_cal_video_no_show: { kind: 'other', who: [mara], noShow: null, startsAt: at9, uid },
	'booking_cancelled.by_host': {
		kind: 'cancelled',
		scope: 'booking',
		status: 'cancelled',
		who: [mara],
		startsAt: at9,
		cancellationReason: 'Gerichtstermin verlegt',
		rescheduleRequested: false,
	},
	booking_cancelled: {
		kind: 'cancelled',
		scope: 'booking',
		status: 'cancelled',
		who: [mara],
		startsAt: at9,
		endsAt: '2026-11-10T09:30:00.000Z',
		cancellationReason: 'Krankheitsbedingt',
	},
	'booking_cancelled.recurring_all': {
		kind: 'cancelled',
		scope: 'booking',
		who: [mara],
		uid,
		series: weekly,
	},
	'booking_cancelled.request_reschedule': {
		kind: 'cancelled',
		scope: 'attendees',
		who: [mara],
		rescheduleRequested: true,
		cancellationReason: 'Bitte neuen Termin wählen',
		previousUid: null,
	},
	'booking_cancelled.seat': {
		kind: 'cancelled',
		scope: 'seats',
		who: [tomas],
		firstName: 'Tomás',
		lastName: 'Novák',
		seatId: null,
		attendeeId: '55102',
		language: 'cs',
		timeZone: 'Europe/Prague',
		status: 'cancelled',
	},
	'booking_created.after_confirmation': {
		kind: 'created',
		scope: 'attendees',
		who: [mara],
		uid,
		status: 'scheduled',
		meetingUrl: daily,
		occurredAt: '2026-11-03T11:02:40.001Z',
	},
	'booking_created.attendee_phone': { kind: 'created', phone: '+436641234567', who: [mara] },
	'booking_created.basic': {
		kind: 'created',
		type: 'BOOKING_CREATED',
		scope: 'booking',
		who: [mara],
		uid,
		startsAt: at9,
		endsAt: '2026-11-10T09:30:00.000Z',
		occurredAt: sent,
		status: 'scheduled',
		meetingUrl: daily,
		firstName: 'Mara',
		lastName: 'Öztürk',
		phone: null,
		notes: null,
		timeZone: 'Europe/Berlin',
		title: 'Erstgespräch zwischen Jonas Weidlich und Mara Öztürk',
		location: 'integrations:daily',
		organizer: 'jonas.weidlich@kanzlei.example',
		previousUid: null,
		bookingType: 'level_check',
		eventTitle: 'Erstgespräch',
		eventTypeId: '90210',
		sequence: 0,
		movedFrom: null,
		series: null,
		firstUid: null,
		attendeeId: null,
	},
	'booking_created.google_meet': {
		meetingUrl: 'https://meet.google.com/xyz-abcd-efg',
		who: [mara],
	},
	'booking_created.guests': { scope: 'booking', who: [mara] },
	'booking_created.phone_location': {
		phone: '+4915112345678',
		location: '+4915112345678',
		meetingUrl: null,
	},
	'booking_created.recurring_1_of_4': {
		kind: 'created',
		scope: 'booking',
		who: [mara],
		series: weekly,
	},
	'booking_created.seat_first': { scope: 'seats', who: [mara], seatId: seatOfMara, uid },
	'booking_created.seat_second_same_uid': {
		scope: 'seats',
		who: [tomas],
		seatId: seatOfTomas,
		uid,
	},
	'booking_created.split_name': { firstName: 'Mara', lastName: 'Öztürk' },
	booking_location_updated: {
		kind: 'location_updated',
		scope: 'everyone',
		location: video,
		meetingUrl: video,
		status: null,
	},
	booking_no_show_updated: {
		kind: 'no_show',
		scope: 'attendees',
		who: [mara],
		noShow: true,
		uid,
		startsAt: null,
		title: null,
		bookingType: null,
		status: null,
		firstName: null,
	},
	booking_paid: { kind: 'other', who: [mara], endsAt: '2026-11-10T10:00:00.000Z' },
	booking_payment_initiated: { kind: 'requested', status: 'scheduled', who: [mara], uid },
	booking_rejected: {
		kind: 'rejected',
		status: 'cancelled',
		who: [mara],
		cancellationReason: 'In dieser Woche leider kein Termin frei.',
	},
	booking_requested: { kind: 'requested', status: 'scheduled', scope: 'booking', who: [mara] },
	booking_rescheduled: {
		kind: 'rescheduled',
		scope: 'booking',
		uid: moved,
		previousUid: uid,
		movedFrom: at9,
		sequence: 1,
		startsAt: at13,
		who: [mara],
	},
	'booking_rescheduled.seat_attendee_existing_slot': {
		kind: 'rescheduled',
		scope: 'seats',
		uid: moved,
		previousUid: uid,
		movedFrom: at9,
		firstUid: uid,
		who: [mara],
		seatId: seatOfMara,
		startsAt: at13,
	},
	'booking_rescheduled.seat_owner_same_uid': {
		kind: 'rescheduled',
		scope: 'class',
		uid,
		previousUid: null,
		movedFrom: at9,
		who: [mara, tomas],
		seatId: null,
		startsAt: at13,
	},
	delegation_credential_error: { kind: 'other', booking: null, who: [] },
	form_submitted: { kind: 'other', booking: null, who: [] },
	instant_meeting: { kind: 'other', uid, who: [mara], notes: 'dringend', startsAt: null },
	meeting_ended: {
		kind: 'ended',
		scope: 'everyone',
		uid,
		who: [mara],
		occurredAt: '2026-11-10T09:30:00.000Z',
		status: null,
		organizer: 'jonas.weidlich@kanzlei.example',
	},
	meeting_started: { kind: 'other', uid, occurredAt: at9, who: [mara] },
	ooo_created: { kind: 'other', booking: null, who: [] },
	ping: { kind: 'other', type: 'PING', booking: null, who: [] },
	recording_ready: { kind: 'other', uid, status: null, who: [mara] },
	recording_transcription_generated: { kind: 'other', uid, who: [mara] },
	wrong_assignment_report: { kind: 'other', uid, title: 'Demo', startsAt: at9, who: [] },
};

function summary(name: string): Record<string, unknown> {
	const { event, booking, attendee, otherAttendees, organizer } = eventOf(fixture(name));
	const people = [attendee, ...otherAttendees].filter((person) => person !== null);
	return {
		...attendee,
		...booking,
		booking,
		bookingType: booking?.type,
		...event,
		who: people.map(({ email }) => email),
		organizer: organizer?.email,
	};
}

describe('Every body that Cal.com is known to send', () => {
	test.each(Object.entries(facts))('%s is read as what it is', (name, expected) => {
		expect(summary(name)).toMatchObject(expected);
	});

	test('is in this table', () => {
		const unreadable = ['custom_template'];
		expect(Object.keys(facts).concat(unreadable).sort()).toEqual([...fixtureNames].sort());
	});

	test.each(Object.keys(facts))('%s is a first attempt from a webhook, without a row', (name) => {
		const { event } = eventOf(fixture(name));
		expect(event).toMatchObject({ id: null, source: 'webhook', attempt: 1 });
		expect(event.key).toMatch(/^[0-9a-f]{64}$/);
		expect(JSON.parse(JSON.stringify(eventOf(fixture(name))))).toEqual(eventOf(fixture(name)));
	});

	test('but a custom template is refused, with the advice to remove it', () => {
		const result = read(fixture('custom_template'));
		expect(result).toMatchObject({ ok: false, type: null, uid: null });
		expect(result.ok ? '' : result.reason).toMatch(/custom payload template: remove/);
	});
});
