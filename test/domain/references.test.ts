import type { BookingEvent, EventKind, EventScope } from '../../nodes/shared/domain/event';
import { everyone, factsOf, wholeBooking } from '../../nodes/shared/domain/fact';
import { personKey } from '../../nodes/shared/domain/person';
import { covers, type Reference, seatOf, targetsOf } from '../../nodes/shared/domain/references';
import { fixture, read } from '../support/events';
import { fact, given } from './facts';

const mara = given(read(fixture('booking_created.basic')).attendee);
const tomas = { ...mara, email: 'tomas@kunde.example' };
const nobody = { ...mara, email: null, phone: null };
const [m, t] = [given(personKey(mara)), given(personKey(tomas))];

/** An event about uid B, which came from A, and these people. */
function event(
	kind: EventKind,
	scope: EventScope,
	people = [mara],
	previousUid: string | null = 'A',
): BookingEvent {
	const { event: info, booking, ...rest } = read(fixture('booking_created.basic'));
	const [attendee = null, ...otherAttendees] = people;
	return {
		...rest,
		attendee,
		otherAttendees,
		event: { ...info, kind },
		booking: { ...given(booking), uid: 'B', previousUid, scope },
	};
}
const points = (uid: string, seatKey: string, bookingId: number | null): Reference => ({
	uid,
	seatKey,
	bookingId,
});
const targets = (one: BookingEvent, references: Reference[] = []) =>
	targetsOf(one, references).map(({ references: wanted, bookingIds, creates }) => ({
		wanted: wanted.map(({ uid, seatKey }) => `${uid}/${seatKey}`),
		bookingIds,
		creates,
	}));
const whole = { wanted: ['A/', 'B/'], creates: true };
const seat = (key: string, creates = true) => ({ wanted: [`A/${key}`, `B/${key}`], creates });

test.each([
	[
		'of nothing known: the whole uids, made',
		event('rescheduled', 'booking'),
		[],
		[{ ...whole, bookingIds: [] }],
	],
	[
		'of the old uid: that one',
		event('rescheduled', 'booking'),
		[points('A', '', 4)],
		[{ ...whole, bookingIds: [4] }],
	],
	[
		'of two rows that turn out to be one: both, the older first',
		event('rescheduled', 'booking'),
		[points('B', '', 9), points('A', '', 4)],
		[{ ...whole, bookingIds: [4, 9] }],
	],
	[
		'of a uid without seats: whoever was known under it by person too',
		event('created', 'booking'),
		[points('B', m, 7)],
		[{ ...whole, bookingIds: [7] }],
	],
	[
		'of seats: one for each person',
		event('created', 'seats', [mara, tomas]),
		[points('B', t, 3)],
		[
			{ ...seat(m), bookingIds: [] },
			{ ...seat(t), bookingIds: [3] },
		],
	],
	[
		'of attendees: only the first one is made',
		event('no_show', 'attendees', [mara, tomas]),
		[],
		[
			{ ...seat(m), bookingIds: [] },
			{ ...seat(t, false), bookingIds: [] },
		],
	],
	[
		'of attendees under a uid that is one booking: that one',
		event('no_show', 'attendees', [tomas]),
		[points('B', '', 5)],
		[{ ...whole, bookingIds: [5] }],
	],
	[
		'of everyone: each known booking once, and none is pointed to anew',
		event('ended', 'everyone'),
		[points('B', m, 2), points('B', t, 1), points('B', '', null), points('A', m, 2)],
		[1, 2].map((id) => ({ wanted: [], bookingIds: [id], creates: false })),
	],
	[
		'of everyone, where the person named is not known yet: the known ones, and that person',
		event('ended', 'everyone'),
		[points('B', t, 1)],
		[
			{ wanted: [], bookingIds: [1], creates: false },
			{ ...seat(m), bookingIds: [] },
		],
	],
	[
		'of everyone, known to nobody: the person named',
		event('ended', 'everyone'),
		[],
		[{ ...seat(m), bookingIds: [] }],
	],
	['of everyone, naming nobody: none', event('ended', 'everyone', []), [], []],
	['of people without address: none', event('created', 'seats', [nobody]), [], []],
	[
		'of news that decides nothing: makes none',
		event('other', 'booking'),
		[],
		[{ ...whole, creates: false, bookingIds: [] }],
	],
])('The appointments %s', (_sentence, one, references, expected) => {
	expect(targets(one, references)).toEqual(expected);
});

test.each([
	['one seat under two uids', [points('A', m, 1), points('B', m, 1)], m],
	['two seats', [points('A', m, 1), points('A', t, 1)], null],
	['a whole appointment', [points('A', '', 1)], null],
	[
		'a seat that turned out to be a whole appointment',
		[points('A', m, 1), points('A', '', 1)],
		null,
	],
	['nothing', [], null],
])('Whose seat a booking is: %s', (_sentence, references, seat) => {
	expect(seatOf(references)).toBe(seat);
});

test('An event about no booking speaks of none', () => {
	const form = read(fixture('form_submitted'));
	expect([targetsOf(form, []), factsOf(form, new Map())]).toEqual([[], []]);
});

test.each([
	['booking', [mara, tomas], [wholeBooking]],
	['everyone', [mara], [everyone]],
	['seats', [mara, tomas], [m, t]],
	['attendees', [tomas], [t]],
	['attendees', [], [everyone]],
] as const)(
	'An event of the scope %s is addressed as its people are known',
	(scope, people, addresses) => {
		const facts = factsOf(event('cancelled', scope, [...people]), new Map([[t, 8]]));
		expect(facts.map(({ address }) => address)).toEqual(addresses);
		for (const { person, leadId } of facts) expect(leadId).toBe(person === t ? 8 : null);
	},
);

test.each([
	['A', wholeBooking, 'A', wholeBooking, true],
	['A', wholeBooking, 'A', m, true],
	['A', m, 'A', everyone, true],
	['A', m, 'A', m, true],
	['A', m, 'A', t, false],
	['A', m, 'A', wholeBooking, false],
	['A', wholeBooking, 'B', everyone, false],
])('a reference to %s/%s covers a fact of %s/%s: %s', (uid, seatKey, ofUid, address, covered) => {
	expect(
		covers({ uid, seatKey, bookingId: 1 }, fact('created', 1, {}, { uid: ofUid, address })),
	).toBe(covered);
});
