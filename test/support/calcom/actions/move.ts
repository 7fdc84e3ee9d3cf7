import { type Attendee, type Booking, Refused } from '../model';
import type { School } from '../school';
import { newBooking } from './book';

export interface MoveWish {
	/** Milliseconds since 1970. */
	start: number;
	/** Who moves it; a guest's move needs confirmation again where the event type does. */
	by?: 'guest' | 'host';
	/** E-mail of whoever moves it, if the request names one. */
	rescheduledBy?: string | null;
	reason?: string | null;
}

/** Moves a booking: the old one ends without a delivery of its own, a new one begins. */
export async function move(school: School, uid: string, wish: MoveWish): Promise<Booking> {
	const old = school.booking(uid);
	if (old.status === 'cancelled' && !old.newTimeAsked) throw cannotMove(uid);
	const now = school.clock();
	old.status = 'cancelled';
	old.newTimeAsked = false;
	old.updatedAt = now;
	const booking = successor(school, old, wish);
	old.toUid = booking.uid;
	return announce(school, booking, old);
}

/** Two moves of one booking at once: both succeed, and both successors live. */
export async function moveTwice(
	school: School,
	uid: string,
	first: MoveWish,
	second: MoveWish,
): Promise<Booking[]> {
	const old = school.booking(uid);
	const one = await move(school, uid, first);
	const other = await announce(school, successor(school, old, second), old);
	return [one, other];
}

export function successor(school: School, old: Booking, wish: MoveWish): Booking {
	const { by = 'guest', reason = null } = wish;
	const cloud = school.dialect === 'cloud';
	const createdAt = school.after(school.clock(), 13, 80);
	const fresh = newBooking(school, { type: old.type, start: wish.start, person: { name: '' } });
	const booking: Booking = {
		...old,
		id: fresh.id,
		uid: fresh.uid,
		start: fresh.start,
		end: fresh.end,
		status: old.type.requiresConfirmation && by === 'guest' ? 'pending' : 'accepted',
		createdAt,
		updatedAt: school.after(createdAt, 200, 1000),
		attendees: old.attendees.map((one) => ({ ...one, id: school.id(), absent: false, createdAt })),
		cancellationReason: cloud ? reason : null,
		cancelledBy: null,
		reschedulingReason: reason,
		rescheduledBy: school.dialect === 'selfHosted2025' ? null : (wish.rescheduledBy ?? null),
		fromUid: old.uid,
		toUid: null,
		sequence: old.sequence + 1,
		absentHost: false,
		newTimeAsked: false,
	};
	school.bookings.push(booking);
	return booking;
}

async function announce(school: School, booking: Booking, from: Booking): Promise<Booking> {
	const kind = booking.status === 'pending' ? 'requested' : 'rescheduled';
	const at = school.after(booking.createdAt, 50, 180);
	const { rescheduledBy: by } = booking;
	await school.tell({ kind, booking, people: booking.attendees, from, at, by });
	return booking;
}

/**
 * Moves one seat to another time: into the class that is there (the seat keeps its reference), else
 * into a new one. The row that it left stays as it was, unless nobody is left.
 */
export async function moveSeat(
	school: School,
	uid: string,
	seatUid: string,
	start: number,
): Promise<{ booking: Booking; seat: Attendee }> {
	const old = school.booking(uid);
	const seat = old.attendees.find((one) => one.seatUid === seatUid);
	if (!seat) throw new Refused(404, 'Could not find the seat', 'trpc', 'NOT_FOUND');
	const from = { ...old };
	const target = classAt(school, old, start);
	leave(school, old, seat);
	if (!target) return openClass(school, from, seat, start);
	const others = [...target.attendees];
	target.attendees.push(seat);
	const at = school.after(school.clock(), 50, 200);
	const told = { booking: target, people: [seat, ...others], from, seat, at } as const;
	const { icsUid } = from;
	await school.tell({ kind: 'rescheduled', ...told, into: 'class', icsUid, sequence: 1 });
	return { booking: target, seat };
}

function leave(school: School, booking: Booking, seat: Attendee): void {
	booking.attendees = booking.attendees.filter((one) => one !== seat);
	if (booking.attendees.length > 0) return;
	booking.status = 'cancelled';
	booking.updatedAt = school.clock();
}

async function openClass(school: School, from: Booking, old: Attendee, start: number) {
	const createdAt = school.after(school.clock(), 60, 160);
	const fresh = newBooking(school, { type: from.type, start, person: { name: old.name } });
	const seat = { ...old, id: school.id(), seatUid: school.chance.uuid(), createdAt, absent: false };
	const booking: Booking = {
		...fresh,
		hostId: from.hostId,
		location: from.location,
		attendees: [seat],
		createdAt,
		updatedAt: school.after(createdAt, 50, 120),
		icsUid: `${school.chance.uid()}@${school.facts.icalDomain}`,
	};
	school.bookings.push(booking);
	const at = school.after(createdAt, 50, 180);
	const { icsUid } = booking;
	const told = { booking, people: [seat], from, seat, at, icsUid, sequence: 1 } as const;
	await school.tell({ kind: 'rescheduled', ...told });
	return { booking, seat };
}

/**
 * The host moves a class as a whole: in its place (same uid), or into the class that is at that time
 * already, whose row stays as it was.
 */
export async function moveClass(
	school: School,
	uid: string,
	{ start, reason = null }: MoveWish,
): Promise<Booking> {
	const booking = school.booking(uid);
	if (!school.facts.movesClasses) throw needsSeat(uid);
	if (booking.status === 'cancelled') throw cannotMove(uid);
	const target = classAt(school, booking, start);
	if (target) return mergeInto(school, booking, target);
	const from = { ...booking };
	const at = school.after(school.clock(), 50, 200);
	booking.end += start - booking.start;
	booking.start = start;
	booking.updatedAt = school.clock();
	booking.reschedulingReason = reason;
	const [first] = booking.attendees;
	if (first && school.dialect === 'calDiy2026') {
		school.sentinel = { name: first.name, email: first.email };
	}
	const told = { booking, people: booking.attendees, from, at, sequence: 1 } as const;
	await school.tell({ kind: 'rescheduled', ...told, into: 'place' });
	return booking;
}

async function mergeInto(school: School, old: Booking, target: Booking): Promise<Booking> {
	const there = new Set(target.attendees.map(({ email }) => email));
	const coming = old.attendees.filter(({ email }) => !there.has(email));
	if (target.attendees.length + coming.length > (target.type.seats ?? 0)) {
		throw new Refused(409, 'Booking does not have enough available seats', 'bare');
	}
	const from = { ...old };
	target.attendees.push(...coming);
	old.attendees = [];
	old.status = 'cancelled';
	old.updatedAt = school.clock();
	const at = school.after(school.clock(), 20, 100);
	const told = { booking: target, people: target.attendees, from, at, sequence: 1 } as const;
	await school.tell({ kind: 'rescheduled', ...told, into: 'merged' });
	return target;
}

function classAt(school: School, { typeId, uid }: Booking, start: number): Booking | undefined {
	return school.bookings.find(
		(one) =>
			one.typeId === typeId && one.start === start && one.status === 'accepted' && one.uid !== uid,
	);
}

function cannotMove(uid: string): Refused {
	return new Refused(
		400,
		`Can't reschedule booking with uid=${uid} because it has been cancelled. Please provide uid of a booking that is not cancelled.`,
	);
}

function needsSeat(uid: string): Refused {
	return new Refused(
		400,
		`Booking with uid=${uid} is a seated booking which means you have to provide seatUid in the request body to specify which seat specifically you want to reschedule.`,
	);
}
