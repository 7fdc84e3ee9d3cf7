import type { Attendee, Booking, EventType, Person } from '../model';
import { Refused } from '../model';
import type { School } from '../school';

export interface BookingWish {
	type: EventType;
	/** Milliseconds since 1970. */
	start: number;
	person: Person;
	/** E-mails of people who come along. */
	guests?: string[];
	answers?: Record<string, unknown>;
	metadata?: Record<string, string>;
	/** The host of a round robin; the first one unless given. */
	host?: number;
	/** How often a series takes place, if not as the event type says. */
	occurrences?: number;
}

const location = 'https://meet.school.example/room';

/**
 * Books a time, asks for one (event types that need confirmation), or takes a seat. Paid event types stay
 * unpaid until `pay`.
 *
 * @returns the booking, and the seat in a class
 */
export async function book(
	school: School,
	wish: BookingWish,
): Promise<{ booking: Booking; seat: Attendee | null }> {
	const { type } = wish;
	if (type.seats === null) return { booking: await bookAlone(school, wish), seat: null };
	const running = school.bookings.find(
		({ typeId, start, status }) =>
			typeId === type.id && start === wish.start && status === 'accepted',
	);
	return takeSeat(school, wish, running);
}

/** A booking for each occurrence, a delivery for each. */
export async function bookSeries(school: School, wish: BookingWish): Promise<Booking[]> {
	const { recurrence } = wish.type;
	if (!recurrence) throw new Error(`${wish.type.slug} does not repeat`);
	const step = { 1: 28, 2: 7, 3: 1 }[recurrence.frequency] ?? 7;
	const seriesUid = school.chance.uuid();
	const series: Booking[] = [];
	for (let count = 0; count < (wish.occurrences ?? recurrence.occurrences); count++) {
		const start = wish.start + count * step * recurrence.interval * 86_400_000;
		series.push(await bookAlone(school, { ...wish, start }, seriesUid));
	}
	return series;
}

async function bookAlone(
	school: School,
	wish: BookingWish,
	seriesUid: string | null = null,
): Promise<Booking> {
	const { type, guests } = wish;
	const booking = newBooking(school, wish, { seriesUid });
	const booker = school.newAttendee(wish.person);
	const others = (guests ?? []).map((email) =>
		school.newAttendee({ name: '', email, language: 'en' }),
	);
	booking.attendees = [booker, ...others];
	booking.booker = booker.email;
	school.bookings.push(booking);
	const at = school.after(booking.createdAt, 50, 400);
	const kind =
		type.price > 0 ? 'paymentInitiated' : type.requiresConfirmation ? 'requested' : 'created';
	if (kind !== 'created') booking.status = 'pending';
	await school.tell({ kind, booking, people: booking.attendees, at });
	return booking;
}

async function takeSeat(school: School, wish: BookingWish, running: Booking | undefined) {
	const { type, person } = wish;
	const seat = school.newAttendee(person, {
		seatUid: school.chance.uuid(),
		answers: answersOf(wish),
		metadata: wish.metadata ?? {},
	});
	if (running) {
		if (running.attendees.some(({ email }) => email === seat.email)) {
			throw new Refused(409, 'already_signed_up_for_this_booking_error', 'bare');
		}
		if (running.attendees.length >= (type.seats ?? 0)) {
			throw new Refused(400, 'Booking seats are full', 'nest');
		}
		return { booking: await joinClass(school, running, seat), seat };
	}
	const booking = newBooking(school, wish, {
		icsUid: `${school.chance.uid()}@${school.facts.icalDomain}`,
	});
	booking.attendees = [seat];
	school.bookings.push(booking);
	const at = school.after(booking.createdAt, 50, 400);
	await school.tell({ kind: 'created', booking, people: [seat], seat, at });
	return { booking, seat };
}

/** A further seat: the row's `updatedAt` stays. A class that was cancelled meanwhile stays cancelled. */
export async function joinClass(
	school: School,
	booking: Booking,
	seat: Attendee,
): Promise<Booking> {
	booking.attendees.push(seat);
	const at = school.after(school.clock(), 50, 400);
	const icsUid = `${school.chance.uid()}@${school.facts.icalDomain}`;
	await school.tell({ kind: 'created', booking, people: [seat], seat, at, icsUid, sequence: 0 });
	return booking;
}

export function newBooking(
	school: School,
	wish: BookingWish,
	extra: Partial<Booking> = {},
): Booking {
	const { type, person } = wish;
	const now = school.clock();
	const uid = school.chance.uid();
	const hostId = type.ownerId ?? wish.host ?? type.hostIds[0] ?? null;
	return {
		id: school.id(),
		uid,
		title: titleOf(school, type, hostId, person.name),
		typeId: type.id,
		type,
		status: 'accepted',
		start: wish.start,
		end: wish.start + type.minutes * 60_000,
		hostId,
		attendees: [],
		guests: wish.guests ?? null,
		answers: answersOf(wish),
		booker: null,
		metadata: wish.metadata ?? {},
		location,
		createdAt: now,
		updatedAt: school.after(now, 100, 1200),
		cancellationReason: null,
		cancelledBy: null,
		reschedulingReason: null,
		rescheduledBy: null,
		fromUid: null,
		toUid: null,
		icsUid: `${uid}@${school.facts.icalDomain}`,
		sequence: 0,
		seriesUid: null,
		paid: false,
		absentHost: false,
		newTimeAsked: false,
		...extra,
	};
}

function titleOf(school: School, type: EventType, hostId: number | null, name: string): string {
	const host = school.user(hostId)?.name ?? '';
	if (school.dialect !== 'cloud') return `${type.title} zwischen ${host} und ${name}`;
	return type.seats === null
		? `${type.title} between ${host} and ${name}`
		: `${type.title} with ${host}`;
}

function answersOf({ person, answers }: BookingWish): Record<string, unknown> {
	return { ...(person.phone && { attendeePhoneNumber: person.phone }), ...answers };
}
