const minute = 60_000;
const waits = [1, 5, 30, 120, 360, 1440].map((minutes) => minutes * minute);
const day = 1440 * minute;

/**
 * When a failed event is retried.
 *
 * @param attempts number of attempts so far (at least 1)
 * @param isRefused the database refused a value, which only a person can change; then once a day
 * @returns null after the last attempt: the event is then quarantined until a person replays it
 */
export function nextAttemptAt(attempts: number, now: Date, isRefused = false): Date | null {
	const usual = waits[Math.max(0, attempts - 1)];
	const wait = usual !== undefined && isRefused ? day : usual;
	return wait === undefined ? null : new Date(now.getTime() + wait);
}
