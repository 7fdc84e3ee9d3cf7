import { type Booking, type EventType, Refused } from '../model';
import { appointedIn, personOf } from '../oracle';
import type { School } from '../school';

export interface AbsentWish {
	attendees?: Array<{ email: string; absent: boolean }>;
	host?: boolean;
}

/**
 * Marks people, or the host, as absent. A person's mark leaves `updatedAt` as it was and is delivered
 * even if it changes nothing; the host's mark moves `updatedAt` and is not delivered.
 */
export async function markAbsent(school: School, uid: string, wish: AbsentWish): Promise<Booking> {
	const booking = school.booking(uid);
	const now = school.clock();
	if (now < booking.start) throw tooEarly(now, booking.start);
	const marks = wish.attendees ?? [];
	const older = school.dialect === 'selfHosted2025';
	const unknown = marks.some(({ email }) => !booking.attendees.some((one) => one.email === email));
	if (older && unknown) throw new Refused(500, 'Internal server error', 'bare');
	for (const { email, absent } of marks) {
		for (const one of booking.attendees.filter((each) => each.email === email)) one.absent = absent;
	}
	if (wish.host !== undefined && (wish.host || !older)) {
		booking.absentHost = wish.host;
		booking.updatedAt = now;
	}
	// Changed rows come last when Cal.com reads them without an order.
	const marked = (email: string) => Number(marks.some((one) => one.email === email));
	booking.attendees.sort((a, b) => marked(a.email) - marked(b.email));
	if (marks.length === 0) return booking;
	const absent = marks.map(({ email, absent: noShow }) => ({ email, noShow }));
	const at = school.after(now, 20, 90);
	await school.tell({ kind: 'noShow', booking, people: booking.attendees, at, absent });
	return booking;
}

/** Gives a round robin to another host; only the cloud delivers it. */
export async function reassign(school: School, uid: string, toUserId?: number): Promise<Booking> {
	const booking = school.booking(uid);
	if (!school.facts.teams) return booking;
	const others = booking.type.hostIds.filter((id) => id !== booking.hostId);
	const hostId = toUserId ?? others[0];
	const none = "Can't reassign the booking because no other host is available at that time.";
	if (hostId === undefined) throw new Refused(400, none);
	const before = school.user(booking.hostId)?.name ?? '';
	booking.title = booking.title.replace(before, school.user(hostId)?.name ?? '');
	booking.hostId = hostId;
	booking.updatedAt = school.clock();
	if (school.dialect !== 'cloud') return booking;
	const at = school.after(school.clock(), 50, 150);
	await school.tell({ kind: 'reassigned', booking, people: booking.attendees, at });
	return booking;
}

/** Changes the meeting link; only the cloud delivers it. */
export async function changeLocation(school: School, uid: string, link: string): Promise<Booking> {
	const booking = school.booking(uid);
	const previousLocation = booking.location;
	booking.location = link;
	if (school.dialect === 'cloud') booking.sequence++;
	booking.updatedAt = school.clock();
	if (school.dialect !== 'cloud') return booking;
	const at = school.after(school.clock(), 50, 150);
	const people = booking.attendees;
	await school.tell({ kind: 'locationUpdated', booking, people, at, previousLocation });
	return booking;
}

/** Adds somebody who comes along; not delivered. */
export async function addGuest(
	school: School,
	uid: string,
	guest: { email: string; name?: string },
): Promise<Booking> {
	const booking = school.booking(uid);
	if (booking.attendees.some(({ email }) => email === guest.email)) {
		throw new Refused(400, 'emails_must_be_unique_valid');
	}
	booking.attendees.push(school.newAttendee({ name: guest.name ?? '', email: guest.email }));
	booking.guests = [...(booking.guests ?? []), guest.email];
	booking.updatedAt = school.clock();
	return booking;
}

/** Deletes an event type: its bookings lose it, nothing else about them changes, nothing is delivered. */
export async function deleteEventType(school: School, typeId: number): Promise<EventType> {
	const index = school.eventTypes.findIndex(({ id }) => id === typeId);
	const [type] = index < 0 ? [] : school.eventTypes.splice(index, 1);
	if (!type) throw new Refused(404, `Event type with id ${typeId} not found`);
	for (const booking of school.bookings) {
		if (booking.typeId === typeId) booking.typeId = null;
	}
	return type;
}

/**
 * What Cal.com's cloud does with the events of a deleted event type: nothing. Called where a booking ends without its
 * event type.
 */
export function endedUnheard(school: School, booking: Booking): void {
	const startsAt = new Date(booking.start).toISOString();
	for (const one of appointedIn(booking)) {
		school.silent.push({ why: 'type deleted', uid: booking.uid, person: personOf(one), startsAt });
	}
}

function tooEarly(now: number, start: number): Refused {
	const [current, begins] = [now, start].map((ms) => new Date(ms).toISOString());
	return new Refused(
		400,
		`Bookings can only be marked as absent after their scheduled start time. Current time in UTC+0: ${current}, Booking start time in UTC+0: ${begins}`,
	);
}
