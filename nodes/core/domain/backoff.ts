const minute = 60_000;
const waits = [1, 5, 30, 120, 360, 1440].map((minutes) => minutes * minute);

/**
 * When an event that failed is tried again.
 *
 * @param attempts how often it was tried so far (at least 1)
 * @returns null when it was tried often enough: then it is quarantined until someone replays it
 */
export function nextAttemptAt(attempts: number, now: Date): Date | null {
	const wait = waits[Math.max(0, attempts - 1)];
	return wait === undefined ? null : new Date(now.getTime() + wait);
}
