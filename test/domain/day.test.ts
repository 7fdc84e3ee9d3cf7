import { dayIn } from '../../nodes/core/domain/values/day';

it.each([
	[null, 'Europe/Amsterdam', null],
	['2026-11-10T22:59:59.999Z', 'Europe/Amsterdam', '2026-11-10'],
	['2026-11-10T23:00:00.000Z', 'Europe/Amsterdam', '2026-11-11'],
	['2026-06-10T22:00:00.000Z', 'Europe/Amsterdam', '2026-06-11'],
	['2026-11-10T04:59:00.000Z', 'America/New_York', '2026-11-09'],
	['9999-12-31T23:59:59.999Z', 'UTC', '9999-12-31'],
	['9999-12-31T23:59:59.999Z', 'Europe/Amsterdam', null],
])('the day of %s in %s is %s', (iso, timeZone, day) => {
	expect(dayIn(iso, timeZone)).toBe(day);
});
