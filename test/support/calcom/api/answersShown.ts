import type { Attendee, Booking } from '../model';
import type { School } from '../school';

const link = { value: 'link', optionValue: '' };

/** The booker's answers. Lost ones are shown as "unknown", or as whoever stands in their place. */
export function answersShown(school: School, booking: Booking, lost: boolean) {
	const { displayEmails } = school.facts;
	if (lost) {
		const unknown = { ...school.sentinel, guests: [], rescheduledReason: 'unknown' };
		const display = { displayEmail: school.sentinel.email, displayGuests: [] };
		return displayEmails ? { ...unknown, ...display } : unknown;
	}
	const booker = booking.attendees.find(({ email }) => email === booking.booker);
	const email = booking.booker ?? '';
	const guests = booking.guests ?? (school.dialect === 'cloud' ? [] : null);
	return {
		email,
		name: booker?.name ?? '',
		...booking.answers,
		...(guests && { guests }),
		...reason(school, booking),
		...(school.dialect === 'cloud' && { location: link }),
		...(displayEmails && { displayEmail: email, ...(guests && { displayGuests: guests }) }),
	};
}

/** Spelt with a "d" on self-hosted servers. */
function reason({ dialect }: School, { reschedulingReason }: Booking) {
	if (reschedulingReason === null) return {};
	return dialect === 'cloud'
		? { rescheduleReason: reschedulingReason }
		: { rescheduledReason: reschedulingReason };
}

/** One seat's own answers: never the e-mail. */
export function seatAnswers({ dialect }: School, { name, answers }: Attendee) {
	return { name, guests: [], ...(dialect === 'cloud' && { location: link }), ...answers };
}
