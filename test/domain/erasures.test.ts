import {
	erasedPeople,
	identitiesIn,
	markOfPerson,
	markOfPlace,
	marksOf,
	seatPlace,
	type ToldBooking,
} from '../../nodes/core/domain/erased/erasures';

const [ann, ben] = ['email:ann@x.example', 'email:ben@x.example'];
const erasedAt = new Date('2026-11-09T08:00:00.000Z');
const later = new Date(erasedAt.getTime() + 1);
/** Ann was erased, with her booking `a` and her seat `s`. */
const erasures = new Map([
	[markOfPerson(ann), erasedAt],
	[markOfPlace(ann, 'a'), erasedAt],
	[markOfPlace(ann, seatPlace('s')), erasedAt],
]);

test.each<[string, Partial<ToldBooking>, string[]]>([
	['made before the erasure', { madeBy: erasedAt }, [ann]],
	['made after it', { madeBy: later }, []],
	['made after it, moved from an erased one', { places: ['n', 'a'] }, [ann]],
	['of an erased seat', { places: ['n', seatPlace('s')] }, [ann]],
	['of a uid that looks like an erased seat', { places: ['s'] }, []],
	['that Ann shares with Ben, made before', { people: [ben, ann], madeBy: erasedAt }, [ann]],
	['of Ben, in the class that Ann had', { people: [ben], places: ['a'] }, []],
	['of no one', { people: [], places: ['a'], madeBy: erasedAt }, []],
])('in a booking %s, those stay erased: %j', (_, told, expected) => {
	const booking = { people: [ann], places: ['n'], madeBy: later, ...told };
	expect(erasedPeople(booking, erasures)).toEqual(expected);
	const asked = new Map([...erasures].filter(([mark]) => marksOf(booking).includes(mark)));
	expect(erasedPeople(booking, asked)).toEqual(expected);
});

test('finds everyone named in a body by an address of their own, each once', () => {
	const body = {
		attendees: [{ email: ' Ann@X.example' }, { email: 'ann@x.example' }],
		responses: { guests: { value: ['ben@x.example', '31612340001@sms.cal.com'] } },
		notes: 'from carl@x.example, with love',
		ids: [1, null, true],
	};
	expect(identitiesIn(body)).toEqual([ann, ben, 'phone:+31612340001']);
});
