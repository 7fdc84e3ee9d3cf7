import { livingIn } from '../support/foldedLife';
import {
	arrivalOf,
	expectedOf,
	type LivingAppointment,
	recordedLives,
	sorted,
} from '../support/recordedLives';

const seeds = Number(process.env['MTL_TEST_SEEDS'] ?? 200);
describe.each(recordedLives.map((life) => [life.name, life] as const))('%s', (_name, life) => {
	const expected = expectedOf(life);

	it('leads to the same rows as in Cal.com, in order and in reverse', () => {
		expect(sorted(livingIn(life.bodies))).toEqual(expected);
		expect(sorted(livingIn([...life.bodies].reverse()))).toEqual(expected);
	});

	it('has the same no-show marks as Cal.com', () => {
		const marked = (all: readonly LivingAppointment[]) =>
			sorted(all.filter(({ noShow }) => noShow));
		expect(marked(livingIn(life.bodies))).toEqual(marked(life.living));
	});

	it(`… and in ${seeds} orders, with lags and repetitions`, () => {
		for (let seed = 0; seed < seeds; seed++) {
			const arrival = { lag: true, doubled: true, shuffled: true };
			const living = livingIn(arrivalOf(life.bodies, seed, arrival));
			expect({ seed, living: sorted(living) }).toEqual({ seed, living: expected });
		}
	});
});
