import { judge, judgeEnd } from './judge';
import { makeExpectedBookings } from './expectedBookings';
import type { Tables } from './tables';

const expected = makeExpectedBookings('judged-', 3, 2);
const keys = expected.flatMap(({ deliveries }) => deliveries.map(({ event }) => event.event.key));
const [key = ''] = keys;

/** The tables as they are when all went well. */
function perfect(): Tables {
	return {
		inbox: new Map(keys.map((one) => [one, 'processed'])),
		lines: new Map(keys.map((one) => [one, 1])),
		facts: new Map(keys.map((one) => [one, 1])),
		leads: new Map(expected.map(({ email }) => [email, 1])),
		references: new Map(expected.flatMap(({ uids }, id) => uids.map((uid) => [uid, id]))),
		bookings: expected.map(({ uids, status, startsAt, email }, id) => ({
			...{ id, uid: uids[1], status, startsAt, email },
		})),
	};
}

const counts = (tables: Tables) => {
	const { lost, doubled, halfWritten } = judgeEnd(tables, expected);
	return { lost, doubled, halfWritten };
};
const none = { lost: 0, doubled: 0, halfWritten: 0 };

describe('The judge of what a fault left', () => {
	it('finds nothing wrong where all went well', () => {
		expect(counts(perfect())).toEqual(none);
	});

	it.each<[string, (tables: Tables) => void, object]>([
		[
			'an event that is not in the inbox',
			({ inbox, lines, facts }) => [inbox, lines, facts].forEach((one) => one.delete(key)),
			{ lost: 1 },
		],
		[
			'an event that still waits',
			({ inbox }) => inbox.set(key, 'failed'),
			{ lost: 1, halfWritten: 1 },
		],
		['an event without a line', ({ lines }) => lines.delete(key), { halfWritten: 1 }],
		['an event without a fact', ({ facts }) => facts.delete(key), { halfWritten: 1 }],
		['a line that stands twice', ({ lines }) => lines.set(key, 2), { doubled: 1 }],
		[
			'a lead that stands twice',
			({ leads }) => leads.set(expected[0]?.email ?? '', 3),
			{ doubled: 2 },
		],
		[
			'a booking that stands twice',
			({ bookings, references }) => {
				bookings.push({ ...bookings[0], id: 99, uid: 'judged-0a' } as (typeof bookings)[0]);
				references.set('judged-0a', 99);
			},
			{ doubled: 1 },
		],
		[
			'a booking in an older state',
			({ bookings }) => Object.assign(bookings[0] ?? {}, { status: 'scheduled' }),
			{ halfWritten: 1 },
		],
		[
			'a booking of somebody else',
			({ bookings }) => Object.assign(bookings[1] ?? {}, { email: expected[0]?.email }),
			{ halfWritten: 2 },
		],
		['a booking that is not there', ({ bookings }) => bookings.pop(), { halfWritten: 1 }],
	])('counts %s', (_name, spoil, expected) => {
		const tables = perfect();
		spoil(tables);
		expect(counts(tables)).toEqual({ ...none, ...expected });
	});

	it('lets a delivery that nobody acknowledged be missing, as long as nothing of it is there', () => {
		const tables = perfect();
		for (const one of [tables.inbox, tables.lines, tables.facts]) one.delete(key);
		expect(judge(tables, expected, new Set(keys.slice(1)))).toMatchObject(none);
		tables.lines.set(key, 1);
		expect(judge(tables, expected, new Set(keys.slice(1)))).toMatchObject({
			...none,
			halfWritten: 1,
		});
	});
});
