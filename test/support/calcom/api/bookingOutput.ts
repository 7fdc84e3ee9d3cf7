import type { Attendee, Booking, User } from '../model';
import type { School } from '../school';
import { answersShown, seatAnswers } from './answersShown';

/** How a row is shown. */
export interface View {
	viewer: User | null;
	/** People are hidden from every key. */
	hidden?: boolean;
	/** As `mark-absent` shows classes. */
	asUnseated?: boolean;
	/** The answer of `by-seat` has no `createdAt` of seats. */
	withoutSeatTimes?: boolean;
	/** The answer to booking or moving; with the seat, in a class. */
	made?: { seatUid: string | null };
}

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

/** A booking in the shape of `cal-api-version: 2024-08-13`. */
export function bookingOutput(school: School, booking: Booking, view: View): object {
	// A class loses its seats with its event type.
	const seated = booking.type.seats !== null && booking.typeId !== null && !view.asUnseated;
	const managed = school.dialect === 'cloud' || (school.dialect === 'calDiy2026' && !seated);
	const made = view.made && {
		...(view.made.seatUid !== null && { seatUid: view.made.seatUid }),
		...(managed && { isPlatformManagedUserBooking: false }),
	};
	const shown = seated
		? { attendees: seatsShown(school, booking, view) }
		: plainPeople(school, booking);
	return defined({ ...rowShown(school, booking, seated), ...shown, ...made });
}

/** Without keys that have no value. */
function defined(object: Record<string, unknown>): object {
	return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

function rowShown(school: School, booking: Booking, seated: boolean) {
	const { typeId, type, seriesUid } = booking;
	const series = seriesUid !== null;
	return {
		id: booking.id,
		uid: booking.uid,
		title: booking.title,
		description: booking.type.seats !== null ? null : String(booking.answers?.['notes'] ?? ''),
		hosts: [hostShown(school, booking)],
		status: booking.status,
		...reasonsShown(school, booking, seated),
		rescheduledByEmail: series ? undefined : booking.rescheduledBy,
		rescheduledFromUid: booking.fromUid ?? undefined,
		rescheduledToUid: series ? undefined : (booking.toUid ?? undefined),
		start: iso(booking.start),
		end: iso(booking.end),
		duration: Math.round((booking.end - booking.start) / 60_000),
		eventTypeId: typeId,
		eventType: typeId === null ? null : { id: typeId, slug: type.slug },
		meetingUrl: booking.location,
		location: booking.location,
		absentHost: booking.absentHost,
		createdAt: iso(booking.createdAt),
		updatedAt: iso(booking.updatedAt),
		metadata: seated ? undefined : booking.metadata,
		rating: null,
		icsUid: booking.icsUid,
		recurringBookingUid: seriesUid ?? undefined,
	};
}

/** The moved half of the cloud carries the reason of the move as `cancellationReason`. */
function reasonsShown(school: School, booking: Booking, seated: boolean) {
	const { status, cancellationReason, cancelledBy } = booking;
	const plainClass = !seated && booking.type.seats !== null;
	const lost = booking.answers === null || plainClass;
	const reschedulingReason = seated ? undefined : (booking.reschedulingReason ?? undefined);
	const moved = { reschedulingReason: lost ? 'unknown' : reschedulingReason };
	if (school.dialect !== 'selfHosted2025') {
		const byEmail = seated ? {} : { cancelledByEmail: cancelledBy ?? '' };
		return { cancellationReason: cancellationReason ?? '', ...byEmail, ...moved };
	}
	if (status !== 'cancelled') return moved;
	return { cancellationReason, ...(!seated && { cancelledByEmail: null }), ...moved };
}

function hostShown(school: School, { hostId }: Booking) {
	const host = school.user(hostId);
	const display = (email: string) => (school.facts.displayEmails ? { displayEmail: email } : {});
	if (!host) {
		const unknown = { id: 'unknown', name: 'unknown', email: 'unknown', username: 'unknown' };
		return { ...unknown, ...display('unknown') };
	}
	const { id, name, email, username, timeZone } = host;
	return { id, name, email, ...display(email), username, timeZone };
}

export function personShown(school: School, one: Attendee) {
	const { name, email, timeZone, language, absent } = one;
	const displayEmail = school.facts.displayEmails ? { displayEmail: email } : {};
	return { name, email, ...displayEmail, timeZone, language, absent };
}

function plainPeople(school: School, booking: Booking) {
	const series = booking.seriesUid !== null;
	const lost = booking.answers === null || booking.type.seats !== null;
	return {
		attendees: booking.attendees.map((one) => ({
			...personShown(school, one),
			...(one.phone && !series && { phoneNumber: one.phone }),
		})),
		guests: lost ? [] : (booking.guests ?? undefined),
		bookingFieldsResponses: answersShown(school, booking, lost),
	};
}

function seatsShown(school: School, booking: Booking, view: View) {
	const { hidesSeatsFromHost } = school.facts;
	const isHost = view.viewer !== null && view.viewer.id === booking.hostId;
	const visible = booking.type.showAttendeeInfo || (isHost && !hidesSeatsFromHost);
	if (!visible || view.hidden) return [];
	const times = school.dialect === 'cloud' && !view.withoutSeatTimes;
	return booking.attendees.map((one) => ({
		...personShown(school, one),
		seatUid: one.seatUid,
		bookingFieldsResponses: seatAnswers(school, one),
		metadata: one.metadata,
		...(times && { createdAt: iso(one.createdAt) }),
	}));
}
