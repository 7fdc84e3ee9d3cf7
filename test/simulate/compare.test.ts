import { compare } from './compare';
import type { Appointment } from './truth';

const one: Appointment = {
	uid: 'A',
	person: 'mara@family.example',
	startsAt: '2025-09-01T10:00:00.000Z',
	endsAt: '2025-09-01T10:30:00.000Z',
	status: 'scheduled',
	host: 'ina@school.example',
	location: 'https://meet.school.example/room',
};
const kinds = (expected: Appointment[], actual: Appointment[]) =>
	compare(expected, actual).map(({ kind }) => kind);

describe('The comparison with Cal.com', () => {
	it('finds nothing where both agree, in any order', () => {
		const other = { ...one, uid: 'B' };
		expect(kinds([one, other], [other, one])).toEqual([]);
	});

	it.each<[string, Appointment[], Appointment[], string[]]>([
		['a booking that we lack', [one], [], ['missing']],
		['a booking that Cal.com lacks', [], [one], ['surplus']],
		[
			'a booking of someone else',
			[one],
			[{ ...one, person: 'x@y.example' }],
			['missing', 'surplus'],
		],
		['a second row of the same booking', [one], [one, one], ['surplus']],
		['a second seat of the same person', [one, one], [one], ['missing']],
		['another start', [one], [{ ...one, startsAt: '2025-09-01T11:00:00.000Z' }], ['start']],
		['another end', [one], [{ ...one, endsAt: '2025-09-01T11:00:00.000Z' }], ['end']],
		['an end that nobody noticed', [{ ...one, status: 'completed' }], [one], ['status']],
		['a mark', [{ ...one, status: 'no_show' }], [one], ['no-show']],
		['a mark that was cleared', [one], [{ ...one, status: 'no_show' }], ['no-show']],
		['another host', [one], [{ ...one, host: null }], ['host']],
		['another place', [one], [{ ...one, location: 'https://meet.example' }], ['location']],
	])('finds %s', (_, expected, actual, found) => {
		expect(kinds(expected, actual).sort()).toEqual(found);
	});
});
