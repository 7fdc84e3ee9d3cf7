import { type Dialect, startCalCom } from '../support/calcom';
import { Chance } from '../support/calcom/random';
import { liveOn, openSchool } from '../support/calcom/randomLife';
import { livingIn } from '../support/foldedLife';
import { expectedOf, sorted } from '../support/recordedLives';

const lives = Number(process.env['MTL_TEST_LIVES'] ?? 6);
const steps = 120;

/** A life of a school, with its deliveries in order. */
async function live(dialect: Dialect, seed: number, count: number) {
	let now = Date.parse('2026-11-02T08:00:00Z');
	const bodies: string[] = [];
	const deliver = ({ raw }: { raw: string }) => bodies.push(raw);
	const calcom = await startCalCom({ dialect, clock: () => now, seed, deliver });
	const opened = openSchool(calcom);
	const life = { calcom, opened, chance: new Chance(seed), pass: (ms: number) => void (now += ms) };
	const done: string[] = [];
	for (let step = 0; step < count; step++) done.push(await liveOn(life));
	await calcom.stop();
	return { bodies, living: calcom.living(), silent: calcom.school.silent, done };
}

describe.each<Dialect>(['cloud', 'selfHosted2025', 'calDiy2026'])('a school on %s', (dialect) => {
	it('tells all that takes place, but for what it ended silently', async () => {
		for (let seed = 1; seed <= lives; seed++) {
			const { bodies, living, silent } = await live(dialect, seed, steps);
			const expected = expectedOf({ name: '', bodies, living, silent });
			expect({ seed, living: sorted(livingIn(bodies)) }).toEqual({ seed, living: expected });
		}
	});

	it('tells who was absent', async () => {
		const { bodies, living } = await live(dialect, 99, steps);
		const absent = sorted(living.filter(({ noShow }) => noShow));
		expect(sorted(livingIn(bodies).filter(({ noShow }) => noShow))).toEqual(absent);
	});
});
