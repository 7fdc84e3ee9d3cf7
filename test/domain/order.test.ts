import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';

import { anyLife, anySeats } from '../support/anyLife';
import { arriving, eventOf } from '../support/arrivals';
import { lives, type News } from '../support/lives';
import { type Appointment, appointmentsOf } from './appointments';
import { permutations } from './facts';

const byName = (a: Appointment, b: Appointment) =>
	a.references.join(' ') < b.references.join(' ') ? -1 : 1;
const comesTo = (life: readonly News[]) => appointmentsOf(life.map(eventOf)).sort(byName);

test.each(Object.entries(lives))(
	'A life comes to the same bookings in each of its orders: %s',
	(_name, life) => {
		const expected = comesTo(life);
		for (const order of permutations(life)) deepStrictEqual(comesTo(order), expected);
	},
);

test.each([
	['one person', anyLife, 2000],
	['seats', anySeats, 1000],
] as const)(
	'Any life comes to the same bookings in any order, repeated at will: %s',
	(_whose, anyOne, numRuns) => {
		fc.assert(
			fc.property(arriving(anyOne), ({ life, arrived }) => {
				deepStrictEqual(comesTo(arrived), comesTo(life));
			}),
			{ numRuns: Number(process.env['MTL_TEST_RUNS'] ?? numRuns) },
		);
	},
);
