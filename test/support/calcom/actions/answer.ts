import { type Booking, Refused } from '../model';
import type { School } from '../school';

/** The host accepts a request; a declined one can still be accepted. */
export async function confirm(school: School, uid: string): Promise<Booking> {
	const booking = school.booking(uid);
	if (booking.status !== 'pending' && booking.status !== 'rejected') throw answered(school);
	return accept(school, booking, school.after(school.clock(), 50, 150));
}

export async function decline(school: School, uid: string, reason?: string): Promise<Booking> {
	const booking = school.booking(uid);
	if (booking.status !== 'pending') throw answered(school);
	booking.status = 'rejected';
	booking.updatedAt = school.clock();
	const at = school.after(school.clock(), 50, 90);
	const told = { booking, people: booking.attendees, at, reason: reason ?? null };
	await school.tell({ kind: 'rejected', ...told });
	return booking;
}

/** Accepted and declined at once: both succeed, the row ends accepted. */
export async function confirmAndDecline(school: School, uid: string): Promise<Booking> {
	const booking = await decline(school, uid);
	return accept(school, booking, school.after(school.clock(), 135, 180));
}

async function accept(school: School, booking: Booking, at: number): Promise<Booking> {
	booking.status = 'accepted';
	booking.updatedAt = school.clock();
	await school.tell({ kind: 'confirmed', booking, people: booking.attendees, at });
	return booking;
}

/** Pays: one delivery for the payment, one for what it leads to. */
export async function pay(school: School, uid: string): Promise<Booking> {
	const booking = school.booking(uid);
	if (booking.paid || booking.type.price === 0) throw new Error(`${uid} has nothing to pay`);
	booking.paid = true;
	booking.status = booking.type.requiresConfirmation ? 'pending' : 'accepted';
	booking.updatedAt = school.clock();
	const kind = booking.status === 'pending' ? 'requested' : 'confirmed';
	const at = school.after(school.clock(), 50, 150);
	await school.tell({ kind: 'paid', booking, people: booking.attendees, at });
	await school.tell({ kind, booking, people: booking.attendees, at: at + 20 });
	return booking;
}

function answered(school: School): Refused {
	const older = 'Bad request: Please check your request data and try again';
	const message = school.dialect === 'selfHosted2025' ? older : 'Booking already confirmed';
	return new Refused(400, message, 'trpc', 'TRPCError');
}
