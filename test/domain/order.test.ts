import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';

import { type Appointment, foldHistory } from '../../nodes/core/domain/booking/foldHistory';
import { entriesOf, type HistoryEntry } from '../../nodes/core/domain/booking/historyEntry';
import { peopleOf, personKey } from '../../nodes/core/domain/person';
import { anyHastyLife, anyHastySeats, anyLife, anySeats } from '../support/anyLife';
import { anyArrival, arriving, eventOf } from '../support/arrivals';
import { lives, livesTwice, type Step } from '../support/lives';
import { permutations } from './moments';

const numRuns = (usual: number) => Number(process.env['MTL_TEST_RUNS'] ?? usual);
const leadIds = new Map<string, number>();
const said = new WeakMap<Step, HistoryEntry[]>();

/** Properties use the same few steps about ten thousand times. */
function entriesSaid(news: Step): HistoryEntry[] {
	const known = said.get(news);
	if (known) return known;
	const event = eventOf(news);
	for (const key of peopleOf(event).map(personKey)) {
		if (key && !leadIds.has(key)) leadIds.set(key, leadIds.size + 1);
	}
	// Entries sent at another time are kept: the fold itself detects repetitions.
	const entries = entriesOf(event, { leadIds, teacher: null }).map((entry) => ({
		...entry,
		eventKey: `${entry.eventKey} ${entry.at}`,
	}));
	said.set(news, entries);
	return entries;
}

/** Each entry is stored once, with its position of arrival. */
function appointmentsOf(arrived: readonly Step[]): Appointment[] {
	const history = new Map<string, HistoryEntry>();
	for (const entry of arrived.flatMap(entriesSaid)) {
		const key = `${entry.eventKey} ${entry.uid} ${entry.seatKey}`;
		if (!history.has(key)) history.set(key, { ...entry, id: history.size + 1 });
	}
	return foldHistory([...history.values()]);
}

/** Everything except the order of arrival, which only shows what arrived late. */
function comesTo(arrived: readonly Step[]) {
	return appointmentsOf(arrived)
		.map(({ places, person, state, lines, entries }) => ({
			places,
			person,
			state,
			lines: lines.map(({ arrived: _, ...line }) => line),
			entries: entries.map(({ eventKey }) => eventKey),
		}))
		.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

test.each(Object.entries({ ...lives, ...livesTwice }))(
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
	(_whose, anyOne, runs) => {
		fc.assert(
			fc.property(arriving(anyOne), ({ life, arrived }) => {
				deepStrictEqual(comesTo(arrived), comesTo(life));
			}),
			{ numRuns: numRuns(runs) },
		);
	},
);

/** When and whether a booking takes place, regardless of stamps. */
function happensIn(arrived: readonly Step[]): string[] {
	return appointmentsOf(arrived)
		.map(({ person, state: { uid, startsAt, status } }) =>
			[person, uid, startsAt, status === 'cancelled'].join(' '),
		)
		.sort();
}

const minuteInHours = 1 / 60;

test.each([
	['one person', anyHastyLife, 1000],
	['seats', anyHastySeats, 1000],
] as const)(
	'A life that happens within a minute ends where it ended, with a lag of up to a minute on each stamp: %s',
	(_whose, anyOne, runs) => {
		const lagged = anyOne.chain((life) =>
			fc
				.array(fc.double({ min: 0, max: minuteInHours, noNaN: true }), {
					minLength: life.length,
					maxLength: life.length,
				})
				.map((lags) =>
					life.map((news, index) => ({ ...news, sent: news.sent + (lags[index] ?? 0) })),
				)
				.chain(anyArrival)
				.map((arrived) => ({ life, arrived })),
		);
		fc.assert(
			fc.property(lagged, ({ life, arrived }) => {
				deepStrictEqual(happensIn(arrived), happensIn(life));
			}),
			{ numRuns: numRuns(runs) },
		);
	},
);
