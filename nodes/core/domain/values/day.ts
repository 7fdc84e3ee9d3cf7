import { DateTime } from 'luxon';

/**
 * The day (yyyy-MM-dd) in an IANA time zone on which an ISO time falls. Null for null, and for the day
 * after 9999, the end of DATE, which has begun east of Greenwich a little before.
 */
export function dayIn(iso: string | null, timeZone: string): string | null {
	if (iso === null) return null;
	const local = DateTime.fromISO(iso, { zone: timeZone });
	return local.year > 9999 ? null : local.toISODate();
}
