import { nextAttemptAt } from '../../nodes/core/domain/backoff';

const now = new Date('2026-11-01T08:00:00.000Z');

test.each([
	[1, '2026-11-01T08:01:00.000Z'],
	[2, '2026-11-01T08:05:00.000Z'],
	[3, '2026-11-01T08:30:00.000Z'],
	[4, '2026-11-01T10:00:00.000Z'],
	[5, '2026-11-01T14:00:00.000Z'],
	[6, '2026-11-02T08:00:00.000Z'],
	[0, '2026-11-01T08:01:00.000Z'],
])('after %d attempts, an event is due at %s', (attempts, at) => {
	expect(nextAttemptAt(attempts, now)?.toISOString()).toBe(at);
});

test.each([7, 8, 1000])('after %d attempts, an event waits for a person', (attempts) => {
	expect(nextAttemptAt(attempts, now)).toBeNull();
});

test.each([1, 2, 6])('after %d attempts, a refused event is due a day later', (attempts) => {
	expect(nextAttemptAt(attempts, now, true)?.toISOString()).toBe('2026-11-02T08:00:00.000Z');
	expect(nextAttemptAt(7, now, true)).toBeNull();
});
