import { eventOf, person, refusalOf, withPayload, type Json } from './deliveries';

const created = 'booking_created.basic';

describe("A delivery that can't be read", () => {
	test.each<[string, Json, RegExp]>([
		['no uid', withPayload(created, { uid: undefined }), /^payload\.uid is missing/],
		['an empty uid', withPayload(created, { uid: '' }), /^payload\.uid is missing/],
		['a uid with spaces', withPayload(created, { uid: 'a b' }), /^payload\.uid is not a usable/],
		['a uid of emoji', withPayload(created, { uid: '😀' }), /^payload\.uid is not a usable/],
		['a uid of 192 characters', withPayload(created, { uid: 'x'.repeat(192) }), /1 to 191/],
		['a uid that is an object', withPayload(created, { uid: {} }), /^payload\.uid is not/],
		['no start', withPayload(created, { startTime: undefined }), /^payload\.startTime is missing/],
		[
			'a start that is not a time',
			withPayload(created, { startTime: 'soon' }),
			/startTime is not a date/,
		],
		[
			'a start in 1969',
			withPayload(created, { startTime: '1969-01-01T00:00:00Z' }),
			/startTime is not/,
		],
		[
			'a reschedule without start',
			withPayload('booking_rescheduled', { startTime: null }),
			/startTime/,
		],
		['a request without start', withPayload('booking_requested', { startTime: null }), /startTime/],
		[
			'no one at all',
			withPayload(created, { attendees: [], responses: {} }),
			/responses\.email has no/,
		],
		[
			'an e-mail that is not valid',
			withPayload(created, { attendees: [person('no-address')], responses: {} }),
			/^payload\.attendees\[0\]\.email has no/,
		],
	])('says which field is wrong and what to do: %s', (_case, body, sentence) => {
		const { reason } = refusalOf(body);
		expect(reason).toMatch(sentence);
		expect(reason).toMatch(/send the event again\.$/);
		expect(reason).not.toMatch(/mara|no-address|jonas/i);
	});

	test('keeps its type and uid, so that its row says what it was', () => {
		const refusal = refusalOf(withPayload(created, { startTime: 'soon' }));
		expect(refusal).toMatchObject({ type: 'BOOKING_CREATED', uid: '7Kp2vQhWm9XcTzR4sNbJdE' });
	});

	test.each(['booking_cancelled', 'booking_rejected', 'booking_paid', 'booking_no_show_updated'])(
		'is not one that only lacks the e-mail or the start: %s',
		(name) => {
			const event = eventOf(withPayload(name, { attendees: [], responses: {}, startTime: 'x' }));
			expect(event).toMatchObject({
				attendee: null,
				otherAttendees: [],
				booking: { startsAt: null },
			});
		},
	);
});
