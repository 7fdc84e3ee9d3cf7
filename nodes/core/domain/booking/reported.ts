import type { CancelledBy } from '../event';
import { dayIn } from '../values/day';
import type { BookingState } from './bookingState';

/**
 * The columns of a booking that only reports need. People don't set them: they follow from its
 * state. Times: ISO 8601, UTC, milliseconds; days: yyyy-MM-dd in the school's time zone.
 */
export interface Reported {
	bookedAt: string | null;
	bookedOn: string | null;
	startsOn: string | null;
	cancelledAt: string | null;
	/** `merged` only where a row turned out to be another booking. */
	cancelledBy: CancelledBy | 'merged' | null;
}

export function reportedOf(
	{ bookedAt, startsAt, cancelledAt, cancelledBy }: BookingState,
	timeZone: string,
): Reported {
	return {
		...{ bookedAt, cancelledAt, cancelledBy },
		bookedOn: dayIn(bookedAt, timeZone),
		startsOn: dayIn(startsAt, timeZone),
	};
}

/** Whether stored columns are right. Databases of other applications may store whole seconds. */
export function isReported(stored: Reported, wanted: Reported): boolean {
	const keys = Object.keys(wanted) as Array<keyof Reported>;
	return keys.every((key) => stored[key]?.slice(0, 19) === wanted[key]?.slice(0, 19));
}
