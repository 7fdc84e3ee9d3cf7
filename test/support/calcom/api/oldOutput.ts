import type { Booking } from '../model';
import type { School } from '../school';

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

/** A booking in the shape of `cal-api-version: 2024-04-15`, which unknown versions become. */
export function oldBooking(school: School, booking: Booking) {
	const { type } = booking;
	const host = school.user(booking.hostId);
	return {
		id: booking.id,
		title: booking.title,
		userPrimaryEmail: host?.email ?? null,
		description: String(booking.answers?.['notes'] ?? ''),
		customInputs: {},
		startTime: iso(booking.start),
		endTime: iso(booking.end),
		createdAt: iso(booking.createdAt),
		updatedAt: iso(booking.updatedAt),
		metadata: { ...booking.metadata, videoCallUrl: booking.location },
		uid: booking.uid,
		responses: booking.answers && { ...booking.answers, email: booking.booker },
		recurringEventId: booking.seriesUid,
		location: booking.location,
		status: booking.status.toUpperCase(),
		paid: booking.paid,
		fromReschedule: booking.fromUid,
		rescheduled: booking.toUid === null ? null : true,
		isRecorded: false,
		eventType: booking.typeId && { id: booking.typeId, slug: type.slug, title: type.title },
		references: [],
		payment: [],
		user: host ? { id: host.id, name: host.name, email: host.email } : null,
		attendees: booking.attendees.map((one) => ({
			id: one.id,
			email: one.email,
			name: one.name,
			timeZone: one.timeZone,
			bookingId: booking.id,
			locale: one.language,
			phoneNumber: one.phone,
			noShow: one.absent,
		})),
		seatsReferences: [],
	};
}

const page = 10;

/** The list of that version: ten upcoming ones, a number as cursor, no `pagination`. */
export function oldList(school: School, visible: Booking[]) {
	const now = school.clock();
	const upcoming = visible
		.filter(({ end, status }) => end >= now && (status === 'accepted' || status === 'pending'))
		.sort((a, b) => a.start - b.start);
	return {
		bookings: upcoming.slice(0, page).map((one) => oldBooking(school, one)),
		recurringInfo: [],
		totalCount: upcoming.length,
		nextCursor: upcoming.length > page ? page : null,
	};
}
