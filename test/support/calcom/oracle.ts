import type { LivingAppointment } from '../recordedLives';
import type { Attendee, Booking } from './model';
import type { School } from './school';

export interface TrueAppointment extends LivingAppointment {
	uid: string;
	status: 'accepted' | 'pending';
}

/** How a person is named: by e-mail in lower case, or by phone where Cal.com made the e-mail up. */
export function personOf({ email, phone }: Pick<Attendee, 'email' | 'phone'>): string {
	return email.endsWith('@sms.cal.com') ? (phone ?? email) : email.toLowerCase();
}

/** The people of a booking who have an appointment of their own: the booker, or every seat. */
export function appointedIn(booking: Booking): Attendee[] {
	return booking.type.seats === null
		? booking.attendees.filter(({ email }) => email === booking.booker)
		: booking.attendees.filter(({ seatUid }) => seatUid !== null);
}

/** The appointments that take place, by Cal.com's own rows. */
export function living(school: School): TrueAppointment[] {
	return school.bookings.flatMap((booking) => {
		const { uid, status } = booking;
		if (status !== 'accepted' && status !== 'pending') return [];
		return appointedIn(booking).map((one) => ({
			person: personOf(one),
			startsAt: new Date(booking.start).toISOString(),
			noShow: one.absent,
			uid,
			status,
		}));
	});
}
