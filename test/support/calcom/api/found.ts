import { type Booking, Refused } from '../model';
import type { School } from '../school';

/** @throws {Refused} 404 if there is no such booking */
export function found(school: School, uid: string): Booking {
	const booking = school.bookings.find((one) => one.uid === uid);
	if (booking) return booking;
	throw new Refused(404, `Booking with uid=${uid} was not found in the database`);
}
