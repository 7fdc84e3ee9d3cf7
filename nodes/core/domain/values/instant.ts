import { DateTime } from 'luxon';

const dateAndTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/**
 * A date and time with any offset (none means UTC), as ISO 8601 in UTC with milliseconds.
 * @returns null for any other value, for dates that don't exist, and outside 1970–9999 (the end of
 * DATETIME)
 */
export function toUtcIso(value: unknown): string | null {
	if (typeof value !== 'string' || !dateAndTime.test(value.trim())) return null;
	const instant = DateTime.fromISO(value.trim(), { zone: 'utc' });
	if (!instant.isValid || instant.year < 1970 || instant.year > 9999) return null;
	return instant.toISO();
}
