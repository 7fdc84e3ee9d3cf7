import type { BookingEvent } from '../../nodes/core/domain/event';
import { read, variant } from '../support/events';

/** One delivery from Cal.com, and what it says. */
export interface TestDelivery {
	text: string;
	event: BookingEvent;
}

/** What the tables must hold of one booking once all its deliveries are worked off. */
export interface ExpectedBooking {
	deliveries: TestDelivery[];
	/** Both uids that Cal.com gives the booking. */
	uids: [string, string];
	email: string;
	status: 'scheduled' | 'cancelled';
	/** ISO 8601, UTC. */
	startsAt: string;
}

const minute = (n: number) => new Date(Date.UTC(2026, 10, 1, 8, n)).toISOString();
const slot = (n: number) => new Date(Date.UTC(2026, 11, 1, 9, n)).toISOString();

/**
 * Bookings with their deliveries, spread over some people: made, moved to a new uid, and there cancelled (every third)
 * or moved once more in place.
 *
 * @param prefix of all uids and addresses, so that several runs can share a database
 */
export function makeExpectedBookings(
	prefix: string,
	bookings: number,
	people: number,
): ExpectedBooking[] {
	return Array.from({ length: bookings }, (_, n) => expectedBooking(prefix, n, n % people));
}

function expectedBooking(prefix: string, n: number, person: number): ExpectedBooking {
	const uids: [string, string] = [`${prefix}${n}a`, `${prefix}${n}b`];
	const email = `${prefix}${person}@kunde.example`;
	const common = { attendees: [{ email, name: `Person ${person}`, timeZone: 'UTC' }] };
	const [a, b] = uids;
	const delivery = (name: string, at: number, payload: Record<string, unknown>): TestDelivery => {
		const body = variant(name, minute(at), { ...common, responses: undefined, ...payload });
		const text = JSON.stringify(body);
		return { text, event: read(JSON.parse(text)) };
	};
	const cancelled = n % 3 === 0;
	const last = { uid: b, startTime: slot(n + 2) };
	return {
		uids,
		email,
		status: cancelled ? 'cancelled' : 'scheduled',
		startsAt: slot(n + 2),
		deliveries: [
			delivery('booking_created.basic', 1, { uid: a, startTime: slot(n) }),
			delivery('booking_rescheduled', 2, { uid: b, rescheduleUid: a, startTime: slot(n + 1) }),
			cancelled
				? delivery('booking_cancelled', 3, last)
				: delivery('booking_rescheduled', 3, { ...last, rescheduleUid: b, iCalSequence: 2 }),
		],
	};
}
