import fc from 'fast-check';

import type { HistoryEntry } from '../../nodes/core/domain/booking/historyEntry';
import { stampOf, timeOfStamp } from '../../nodes/core/domain/stamp';
import { minute } from './moments';

type Kind = HistoryEntry['kind'];

const key = 'f'.repeat(64);
const ranked: Kind[][] = [
	['requested'],
	['created', 'other'],
	['rescheduled', 'location_updated', 'reassigned'],
	['cancelled', 'rejected'],
	['ended', 'no_show'],
	['by_hand'],
];
const pairs = ranked.flatMap((lower, index) =>
	ranked
		.slice(index + 1)
		.flatMap((higher) => lower.flatMap((a) => higher.flatMap((b) => [[a, b]]))),
) as Array<[Kind, Kind]>;

test.each(pairs)('at the same moment %s comes before %s, whatever their keys', (first, second) => {
	expect(stampOf(minute(1), first, key) < stampOf(minute(1), second, '0'.repeat(64))).toBe(true);
});

test.each(pairs)('a millisecond outweighs the rank of %s and %s', (lower, higher) => {
	const later = '2026-11-01T08:01:00.001Z';
	expect(stampOf(minute(1), higher, key) < stampOf(later, lower, '0'.repeat(64))).toBe(true);
});

test('Stamps compare as plain strings like their times, and contain the time', () => {
	const moments = fc.date({
		min: new Date(0),
		max: new Date('9999-12-31T23:59:59.999Z'),
		noInvalidDate: true,
	});
	fc.assert(
		fc.property(moments, moments, (a, b) => {
			const [one, other] = [a, b].map((moment) =>
				stampOf(moment.toISOString(), 'created', key),
			) as [string, string];
			expect(one < other).toBe(a < b);
			expect(timeOfStamp(one)).toBe(a.toISOString());
			expect(one).toMatch(/^[ -~]{43}$/);
		}),
	);
});
