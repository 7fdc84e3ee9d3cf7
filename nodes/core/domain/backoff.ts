const minute = 60_000;
const waits = [1, 5, 30, 120, 360, 1440].map((minutes) => minutes * minute);

/**
 * When a failed event is retried.
 *
 * @param attempts number of attempts so far (at least 1)
 * @returns null after the last attempt: the event is then quarantined until a person replays it
 */
export function nextAttemptAt(attempts: number, now: Date): Date | null {
	const wait = waits[Math.max(0, attempts - 1)];
	return wait === undefined ? null : new Date(now.getTime() + wait);
}
