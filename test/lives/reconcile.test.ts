import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { apiBookingOf } from '../../nodes/core/calcom/api/booking';
import { historyOf, livingOf } from '../support/foldedLife';
import {
	arrivalOf,
	type LivingAppointment,
	random,
	type RecordedLife,
	recordedLives,
} from '../support/recordedLives';
import { reconcileLife } from '../support/reconciledLife';

const seeds = Number(process.env['MTL_TEST_SEEDS'] ?? 20);
const readAt = new Date('2026-12-01T00:00:00Z');
/** Classes whose attendees the server hides from the key. */
const hiddenType: Record<string, number> = { 'cal-com-2025-09-school': 3 };
const schools = recordedLives.filter(({ name }) => name.endsWith('-school'));

describe.each(schools.map((life) => [life.name, life] as const))('%s', (name, life) => {
	const file = join(__dirname, `../fixtures/calcomApi/${name}.json`);
	const { bookings } = JSON.parse(readFileSync(file, 'utf8')) as { bookings: unknown[] };
	const rows = bookings.flatMap((row) => apiBookingOf(row) ?? []);
	const hidden = new Set(
		rows.flatMap(({ uid, eventTypeId }) => (eventTypeId === hiddenType[name] ? uid : [])),
	);

	const shown = (all: readonly LivingAppointment[]) =>
		all
			.filter(({ uid }) => !hidden.has(uid ?? ''))
			.map(({ person, startsAt, noShow }) => `${person} ${startsAt} ${noShow}`)
			.sort();

	function expectHealed(bodies: readonly string[], seed: number) {
		const { history, unresolved } = reconcileLife(historyOf(bodies), rows, readAt);
		expect({ seed, living: shown(livingOf(history)) }).toEqual({
			seed,
			living: shown(life.living),
		});
		expect(unresolved.filter(({ row }) => !hidden.has(row.uid))).toEqual([]);
		const again = reconcileLife(history, rows, readAt);
		expect({ seed, found: again.found }).toEqual({ seed, found: [] });
	}

	it('has the rows of Cal.com after reconciliation, the silent changes included', () => {
		expectHealed(life.bodies, 0);
	});

	it('… also if nothing was delivered at all', () => {
		expectHealed([], 0);
	});

	it.each([1 / 3, 2 / 3])(`… also in ${seeds} orders with the share %f lost`, (share) => {
		for (let seed = 0; seed < seeds; seed++) expectHealed(arrivedOf(life, seed, share), seed);
	});

	it('finds only what no delivery told, where every delivery arrived', () => {
		const { found } = reconcileLife(historyOf(life.bodies), rows, readAt);
		const silent = new Set(life.silent.map(({ startsAt }) => startsAt.slice(0, 16)));
		// Cal.diy's requests to move a booking do not name it.
		const untold = new Set(['completed', 'chain']);
		const others = found.filter(
			({ kind, event: { booking } }) =>
				!untold.has(kind) && !silent.has(booking?.startsAt?.slice(0, 16) ?? ''),
		);
		expect(others).toEqual([]);
	});
});

function arrivedOf({ bodies }: RecordedLife, seed: number, lost: number): string[] {
	const next = random(seed);
	const arrived = bodies.filter(() => next() > lost);
	return arrivalOf(arrived, seed, { lag: true, doubled: true, shuffled: true });
}
