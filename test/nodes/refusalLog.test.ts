import { RefusalLog } from '../../nodes/CalComTrigger/refusals/refusalLog';

const minute = 60_000;

/** Adds a number of refusals for one reason at one moment. @returns the lines written */
function many(log: RefusalLog, reason: string, count: number, now: number): string[] {
	return Array.from({ length: count }, () => log.add(reason, `one ${reason}`, now)).flat();
}

describe('The log of refusals', () => {
	it('has a line for each while there are few', () => {
		const log = new RefusalLog();
		expect([...many(log, 'a', 3, 0), ...many(log, 'b', 1, 1)]).toEqual([
			'one a',
			'one a',
			'one a',
			'one b',
		]);
		expect(log.dueAt).toBeNull();
		expect(log.sumUp()).toEqual([]);
	});

	it('has one more line for all others in the minute, the most frequent reason first', () => {
		const log = new RefusalLog();
		expect([...many(log, 'a', 216, 1000), ...many(log, 'b', 4003, 1000)]).toHaveLength(6);
		expect(log.dueAt).toBe(1000 + minute);
		expect(log.sumUp()).toEqual([
			'Refused 4213 more deliveries in the last minute: b 4000, a 213.',
		]);
		expect(log.dueAt).toBeNull();
	});

	it('starts again each minute, and first summarises the previous minute if needed', () => {
		const log = new RefusalLog();
		many(log, 'a', 10, 0);
		expect(log.add('a', 'one a', minute - 1)).toEqual([]);
		expect(log.add('a', 'one a', minute)).toEqual([
			'Refused 8 more deliveries in the last minute: a 8.',
			'one a',
		]);
		expect(many(log, 'a', 9, minute + 1)).toEqual(['one a', 'one a']);
	});

	it('never omits a refusal or counts it twice', () => {
		const log = new RefusalLog();
		const lines: string[] = [];
		for (let i = 0; i < 10_000; i++) lines.push(...log.add(`r${i % 7}`, 'one', i * 17));
		lines.push(...log.sumUp());
		const summed = lines.map((line) => Number(/^Refused (\d+)/.exec(line)?.[1] ?? 0));
		const single = lines.filter((line) => line === 'one').length;
		expect(single + summed.reduce((sum, count) => sum + count, 0)).toBe(10_000);
		// 170 seconds: 3 windows of 7 reasons, 3 lines each, and 3 sums.
		expect(lines).toHaveLength(3 * 7 * 3 + 3);
	});
});
