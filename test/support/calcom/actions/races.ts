import type { Booking, Person } from '../model';
import type { School } from '../school';
import { joinClass } from './book';
import { cancel, type CancelWish } from './cancel';
import { type MoveWish, successor } from './move';

/**
 * Moved and cancelled at once. On Cal.diy the cancellation wins; on the other servers both succeed, and
 * the new booking lives.
 *
 * @returns the booking that lives, if there is one
 */
export async function moveAndCancel(
	school: School,
	uid: string,
	wish: MoveWish,
	cancellation: CancelWish = {},
): Promise<Booking | null> {
	const old = await cancel(school, uid, cancellation);
	if (school.dialect === 'calDiy2026') return null;
	const booking = successor(school, old, wish);
	old.toUid = booking.uid;
	const kind = booking.status === 'pending' ? 'requested' : 'rescheduled';
	const at = school.after(school.clock(), 400, 450);
	await school.tell({ kind, booking, people: booking.attendees, from: old, at });
	return booking;
}

/**
 * A seat taken while the host cancels the class: both succeed, and the class stays cancelled. Seen on
 * self-hosted servers.
 */
export async function takeSeatWhileCancelled(
	school: School,
	uid: string,
	person: Person,
	wish: CancelWish = {},
): Promise<Booking> {
	const booking = await cancel(school, uid, wish);
	const seat = school.newAttendee(person, { seatUid: school.chance.uuid() });
	return joinClass(school, booking, seat);
}
