import { eventOf, withPayload, type Json } from './deliveries';

const created = 'booking_created.basic';

describe('The booking', () => {
	const bookingOf = (name: string, changes: Json) => eventOf(withPayload(name, changes)).booking;

	test.each([
		['ACCEPTED', 'scheduled'],
		['pending', 'scheduled'],
		['Cancelled', 'cancelled'],
		['REJECTED', 'cancelled'],
		['toString', 'scheduled'],
		[undefined, 'scheduled'],
	])('with status %s that was created is %s', (status, expected) => {
		expect(bookingOf(created, { status })?.status).toBe(expected);
	});

	test.each([
		['an attendee', { cancelledBy: ' Mara.Oeztuerk@kunde.example' }, 'guest'],
		['the organizer', { cancelledBy: 'host@school.example' }, 'host'],
		['another host', { cancelledBy: 'second@school.example' }, 'host'],
		['someone else', { cancelledBy: 'office@elsewhere.example' }, null],
		['nobody', {}, null],
		['nobody, asking for another time', { requestReschedule: true }, 'host'],
	])('that was cancelled by %s', (_, who, expected) => {
		const organizer = { email: 'host@school.example', name: 'Host' };
		const team = { name: 'Team', members: [{ email: 'second@school.example', name: 'Second' }] };
		const attendees = [{ email: 'mara.oeztuerk@kunde.example', name: 'Mara' }];
		const changes = { organizer, team, attendees, cancelledBy: undefined, ...who };
		expect(bookingOf('booking_cancelled', changes)?.cancelledBy).toBe(expected);
		expect(JSON.stringify(bookingOf('booking_cancelled', changes))).not.toContain('second@');
	});

	test('that was declined was declined by the host', () => {
		expect(bookingOf('booking_rejected', {})?.cancelledBy).toBe('host');
	});

	test('that was cancelled is cancelled, regardless of the status field', () => {
		expect(bookingOf('booking_cancelled', { status: 'ACCEPTED' })?.status).toBe('cancelled');
		expect(bookingOf('booking_rejected', { status: undefined })?.status).toBe('cancelled');
	});

	test.each([
		['Please reschedule. undefined', undefined, true, null],
		['Please reschedule. ', true, true, null],
		['Please reschedule. Ill', undefined, true, 'Ill'],
		['Please reschedule. Ill', false, false, 'Please reschedule. Ill'],
		['Ill', true, true, 'Ill'],
		['undefined', false, false, 'undefined'],
	])(
		'cancelled with %j and requestReschedule %s',
		(cancellationReason, requestReschedule, asked, reason) => {
			const booking = bookingOf('booking_cancelled', { cancellationReason, requestReschedule });
			expect(booking).toMatchObject({ rescheduleRequested: asked, cancellationReason: reason });
		},
	);

	test.each<[string, Json, string]>([
		['eventTitle', { eventTitle: 'Trial', title: 'Consultation of A' }, 'trial_class'],
		['eventTypeTitle', { eventTitle: null, eventTypeTitle: 'Trial', title: 'X' }, 'trial_class'],
		['title', { eventTitle: '30 Min', title: 'Consultation of A' }, 'consultation'],
		['title alone', { eventTitle: undefined, title: 'Trial of A' }, 'trial_class'],
	])('has its type from the %s', (_field, changes, type) => {
		expect(bookingOf(created, changes)?.type).toBe(type);
	});

	test.each<[string, Json, Json]>([
		[
			'the event type',
			{ eventTitle: null, eventTypeTitle: ' 30 Min ', eventTypeId: 7 },
			{ eventTitle: '30 Min', eventTypeId: '7' },
		],
		['no event type', { eventTypeId: {}, eventTitle: 7 }, { eventTypeId: null, eventTitle: null }],
		[
			'where it was before',
			{ rescheduleStartTime: '2026-11-10T10:00:00+01:00' },
			{ movedFrom: '2026-11-10T09:00:00.000Z' },
		],
		['a previous start that is not a time', { rescheduleStartTime: 'once' }, { movedFrom: null }],
		[
			'a series',
			{ recurringEvent: { freq: 2, count: 4, interval: 3 } },
			{ series: { frequency: 2, interval: 3 } },
		],
		[
			'a series of every week',
			{ recurringEvent: { freq: 2, interval: 0 } },
			{ series: { frequency: 2, interval: 1 } },
		],
		['a series of nothing', { recurringEvent: { freq: 'weekly' } }, { series: null }],
		['no series', { recurringEvent: null }, { series: null }],
		['the first of its chain', { uid: 'c', iCalUID: 'a@Cal.com' }, { firstUid: 'a' }],
		['itself as the first', { uid: 'a', iCalUID: 'a@Cal.com' }, { firstUid: null }],
		[
			'no calendar entry',
			{ iCalUID: null, iCalSequence: null },
			{ firstUid: null, sequence: null },
		],
		['a sequence', { iCalSequence: 3 }, { sequence: 3 }],
		['a sequence that is not a number', { iCalSequence: '3' }, { sequence: null }],
	])('knows %s', (_what, changes, news) => {
		expect(bookingOf(created, changes)).toMatchObject(news);
	});

	test('that waits for confirmation of its new time replaces the old one', () => {
		expect(bookingOf('booking_requested', { rescheduleUid: 'old' })?.previousUid).toBe('old');
		expect(bookingOf('booking_requested', { rescheduleUid: '' })?.previousUid).toBeNull();
	});

	test.each([
		[{ metadata: {}, videoCallData: { url: 'https://a.nl/v' } }, 'https://a.nl/v'],
		[{ metadata: null, videoCallData: null, location: 'HTTPS://a.nl' }, 'HTTPS://a.nl'],
		[{ metadata: null, videoCallData: null, location: 'http://a.nl' }, null],
		[
			{ metadata: { videoCallUrl: 'https://evil.nl' }, videoCallData: { url: 'https://cal.nl' } },
			'https://cal.nl',
		],
		[{ metadata: { videoCallUrl: 'javascript:alert(1)' }, videoCallData: null }, null],
		[{ metadata: { videoCallUrl: `https://a.nl/${'x'.repeat(2000)}` }, videoCallData: null }, null],
	])('has a link only if it is secure, that of Cal.com before any other: %#', (changes, url) => {
		expect(bookingOf(created, changes)?.meetingUrl).toBe(url);
	});

	test.each<[Json, string | null]>([
		[{ location: 'https://new.nl', videoCallData: { url: 'https://old.nl' } }, 'https://new.nl'],
		[{ location: 'integrations:daily', videoCallData: { url: 'https://a.nl' } }, 'https://a.nl'],
		[{ location: 'http://new.nl', metadata: null }, null],
	])('has the new link if its location changed: %j', (changes, url) => {
		expect(bookingOf('booking_location_updated', changes)?.meetingUrl).toBe(url);
	});

	test('has no invisible characters in its texts', () => {
		const changes = {
			title: 'Level\u200b Check\ufeff',
			location: '\u202aKeizersgracht 12\u202c',
			eventTitle: 'Tri\u00adal',
			cancellationReason: '\u200bIll',
		};
		expect(bookingOf('booking_cancelled', changes)).toMatchObject({
			title: 'Level Check',
			location: 'Keizersgracht 12',
			eventTitle: 'Trial',
			cancellationReason: 'Ill',
			type: 'trial_class',
		});
	});

	test('has a number as its uid if Cal.com sends one', () => {
		expect(bookingOf(created, { uid: 880011 })?.uid).toBe('880011');
	});

	test('keeps long texts within their limits', () => {
		const booking = bookingOf(created, { title: 'x'.repeat(1e4), location: 'y'.repeat(1e4) });
		expect([booking?.title?.length, booking?.location?.length]).toEqual([1000, 2000]);
	});
});
