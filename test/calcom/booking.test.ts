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

	test('that was cancelled is cancelled, whatever the status says', () => {
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

	test('has a number as its uid where Cal.com sends one', () => {
		expect(bookingOf(created, { uid: 880011 })?.uid).toBe('880011');
	});

	test('keeps long texts within their limits', () => {
		const booking = bookingOf(created, { title: 'x'.repeat(1e4), location: 'y'.repeat(1e4) });
		expect([booking?.title?.length, booking?.location?.length]).toEqual([1000, 2000]);
	});
});
