import { DateTime } from 'luxon';

/** The day (yyyy-MM-dd) in an IANA time zone on which an ISO time falls; null for null. */
export function dayIn(iso: string | null, timeZone: string): string | null {
	return iso === null ? null : DateTime.fromISO(iso, { zone: timeZone }).toISODate();
}
