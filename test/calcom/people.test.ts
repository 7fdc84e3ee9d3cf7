import { eventOf, person, withPayload, type Json } from './deliveries';

const created = 'booking_created.basic';

describe('The people an event is about', () => {
	const [a, b, c] = ['a@x.nl', 'b@x.nl', 'c@x.nl'];
	const three = { attendees: [person(a), person(b), person(c)] };
	const seats = { seatsPerTimeSlot: 8, attendeeSeatId: undefined };
	const mover = (rescheduledBy?: string) => ({
		...three,
		...seats,
		rescheduleUid: 'old',
		rescheduledBy,
	});
	const none = { seatsPerTimeSlot: undefined };
	const host = 'jonas.weidlich@kanzlei.example';

	test.each<[string, string, Json, string, unknown[]]>([
		['no seats: the booker', created, three, 'booking', [a]],
		['0 seats: the booker', created, { ...three, seatsPerTimeSlot: 0 }, 'booking', [a]],
		['a seat: the one who took it', created, { ...three, attendeeSeatId: 's1' }, 'seats', [a]],
		['a seat without id: the booker', created, { ...three, ...seats }, 'seats', [a]],
		[
			'a guest first in the list: the one whom the answers name',
			'booking_cancelled',
			{ ...three, responses: { email: { value: 'C@x.nl' } } },
			'booking',
			[c],
		],
		[
			'a seat by its reference: its owner',
			created,
			{
				attendees: [person(a), { ...person(b), bookingSeat: { referenceUid: 's2' } }],
				attendeeSeatId: 's2',
			},
			'seats',
			[b],
		],
		['no one is named: the first', created, { ...three, ...none }, 'attendees', [a]],
		[
			'a class cancelled: all listed',
			'booking_cancelled',
			{ ...three, ...seats },
			'class',
			[a, b, c],
		],
		[
			'a class cancelled with one person left in it',
			'booking_cancelled',
			{ ...seats, attendees: [person(a)] },
			'class',
			[a],
		],
		[
			'a seat given up: whom Cal.com names by its id',
			'booking_cancelled',
			{ ...seats, attendees: [{ ...person(b), id: 55102 }] },
			'seats',
			[b],
		],
		[
			'a seat given up: whom Cal.com names by its reference',
			'booking_cancelled',
			{ ...seats, attendees: [{ ...person(b), bookingSeat: { referenceUid: 's2' } }] },
			'seats',
			[b],
		],
		[
			'a seat given up, named beside the list',
			'booking_cancelled',
			{ ...seats, attendeeSeatId: 's2', attendees: [person(b)] },
			'seats',
			[b],
		],
		[
			'more than one seat cancelled by reference: the class as a whole',
			'booking_cancelled',
			{
				...seats,
				attendees: [
					{ ...person(a), bookingSeat: { referenceUid: 's1' } },
					{ ...person(b), bookingSeat: { referenceUid: 's2' } },
				],
			},
			'class',
			[a, b],
		],
		[
			'more than one seat cancelled: the class as a whole',
			'booking_cancelled',
			{
				...seats,
				attendees: [
					{ ...person(a), id: 1 },
					{ ...person(b), id: 2 },
				],
			},
			'class',
			[a, b],
		],
		[
			'cancelled, no one is named: the first',
			'booking_cancelled',
			{ ...three, ...none },
			'attendees',
			[a],
		],
		['cancelled without seats: the booker', 'booking_cancelled', three, 'booking', [a]],
		[
			'asked to reschedule: all listed',
			'booking_cancelled.request_reschedule',
			three,
			'attendees',
			[a, b, c],
		],
		['moved by one of them', 'booking_rescheduled', mover(' B@x.nl'), 'seats', [b]],
		['merged by the host: all', 'booking_rescheduled', mover(host), 'class', [a, b, c]],
		['moved by a stranger: all', 'booking_rescheduled', mover('d@x.nl'), 'class', [a, b, c]],
		[
			'moved by a person who is not listed: all',
			'booking_rescheduled',
			mover(),
			'class',
			[a, b, c],
		],
		[
			'a seat moved: its person',
			'booking_rescheduled',
			{ ...mover(host), attendeeSeatId: 's' },
			'seats',
			[a],
		],
		[
			'merged by a host who is listed too: all',
			'booking_rescheduled',
			{ ...mover(host), attendees: [person(a), person(host)] },
			'class',
			[a, host],
		],
		[
			'moved in place by one of them: all',
			'booking_rescheduled',
			{ ...mover(b), uid: 'old' },
			'class',
			[a, b, c],
		],
		['moved in place: all', 'booking_rescheduled', { ...mover(), uid: 'old' }, 'class', [a, b, c]],
	])('%s', (_case, name, changes, scope, who) => {
		const { booking, attendee, otherAttendees } = eventOf(withPayload(name, changes));
		expect(booking?.scope).toBe(scope);
		expect([attendee, ...otherAttendees].map((one) => one?.email)).toEqual(who);
	});

	test.each(['BOOKING_LOCATION_UPDATED', 'BOOKING_REASSIGNED'])(
		'%s is about every booking of its uid, seats or not',
		(triggerEvent) => {
			const about = (changes: Json) =>
				eventOf({ ...withPayload('booking_location_updated', changes), triggerEvent }).booking
					?.scope;
			expect([about({}), about(seats)]).toEqual(['everyone', 'everyone']);
		},
	);

	test('a started payment is about its booker, like a request', () => {
		const { event, booking, attendee } = eventOf(withPayload('booking_payment_initiated', three));
		expect([event.kind, booking?.scope, attendee?.email]).toEqual(['requested', 'booking', a]);
	});

	test.each<[string, Json, Json]>([
		['its reference', { bookingSeat: { referenceUid: 's1' } }, { seatId: 's1', attendeeId: null }],
		['its attendee', { id: 55102 }, { seatId: null, attendeeId: '55102' }],
		['nothing', { id: null, bookingSeat: null }, { seatId: null, attendeeId: null }],
		['neither, being odd', { id: {}, bookingSeat: 's1' }, { seatId: null, attendeeId: null }],
	])('a person in a seat is identified by %s', (_what, more, ids) => {
		const attendees = [person(a, more)];
		expect(eventOf(withPayload(created, { ...seats, attendees })).attendee).toMatchObject(ids);
		expect(
			eventOf(withPayload('booking_cancelled', { ...seats, attendees })).attendee,
		).toMatchObject(ids);
	});

	test('a class that moves has everyone with the reference of their own seat', () => {
		const attendees = [a, b].map((email) =>
			person(email, { bookingSeat: { referenceUid: email } }),
		);
		const { attendee, otherAttendees } = eventOf(
			withPayload('booking_rescheduled', { ...mover(host), attendees }),
		);
		expect([attendee, ...otherAttendees].map((one) => one?.seatId)).toEqual([a, b]);
	});

	test.each([
		['x'.repeat(64), 'x'.repeat(64)],
		['x'.repeat(65), null],
		['a b', null],
	])('a seat id that does not fit its column is ignored: %s', (attendeeSeatId, seatId) => {
		expect(eventOf(withPayload(created, { attendeeSeatId })).attendee?.seatId).toBe(seatId);
	});

	test('a no-show lists everyone who has a mark, set or cleared', () => {
		const attendees = [{ email: a, noShow: true }, { email: b, noShow: false }, { email: c }];
		const { attendee, otherAttendees } = eventOf(
			withPayload('booking_no_show_updated', { attendees }),
		);
		const marks = [attendee, ...otherAttendees].map((one) => [one?.email, one?.noShow]);
		expect(marks).toEqual([
			[a, true],
			[b, false],
		]);
	});

	test('guests who did not join are only the absent ones', () => {
		const attendees = [
			{ email: a, noShow: false },
			{ email: b, noShow: true },
		];
		const whoOf = (guests: unknown) => {
			const event = eventOf(withPayload('after_guests_cal_video_no_show', { attendees, guests }));
			return [event.attendee, ...event.otherAttendees].map((one) => [one?.email, one?.noShow]);
		};
		expect(whoOf([{ email: c }])).toEqual([[c, true]]);
		expect(whoOf(undefined)).toEqual([[b, true]]);
	});

	test('no one is listed twice, and people without any address are left out', () => {
		const attendees = [person(a), person('A@x.nl'), person(''), person(b)];
		const { otherAttendees } = eventOf(withPayload('booking_cancelled', { ...seats, attendees }));
		expect(otherAttendees.map(({ email }) => email)).toEqual([b]);
	});
});
