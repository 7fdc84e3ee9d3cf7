import { type Attendee, type Booking, Refused } from '../model';
import { appointedIn, personOf } from '../oracle';
import type { Fact, School } from '../school';

export interface CancelWish {
	reason?: string | null;
	/** E-mail of whoever cancels, where Cal.com is told. */
	by?: string | null;
}

/** Cancels a booking; a class ends for all. Self-hosted servers deliver before the row changes. */
export async function cancel(school: School, uid: string, wish: CancelWish = {}): Promise<Booking> {
	const booking = school.booking(uid);
	if (booking.status === 'cancelled') throw cancelledAlready(uid);
	await end(school, booking, wish);
	return booking;
}

/** Two cancellations at once: both succeed, and both are delivered. */
export async function cancelTwice(school: School, uid: string, wish: CancelWish = {}) {
	const booking = await cancel(school, uid, wish);
	const at = school.after(school.clock(), 5, 11);
	await school.tell(cancelled(school, { ...booking }, wish, at));
	return booking;
}

async function end(school: School, booking: Booking, wish: CancelWish): Promise<void> {
	const told = { ...booking, attendees: [...booking.attendees] };
	if (!school.facts.deliversCancelBeforeChange) {
		close(school, booking, wish);
		await school.tell(cancelled(school, told, wish, school.clock()));
		return;
	}
	booking.sequence++;
	await school.tell(cancelled(school, told, wish, school.clock()));
	close(school, booking, wish);
}

function cancelled(school: School, booking: Booking, wish: CancelWish, at: number): Fact {
	const raised = school.dialect === 'cloud' ? booking.sequence : booking.sequence + 1;
	const { reason = null, by = null } = wish;
	const people = booking.attendees;
	return { kind: 'cancelled', booking, people, at, reason, by, sequence: raised };
}

function close(school: School, booking: Booking, { reason = null, by = null }: CancelWish): void {
	booking.status = 'cancelled';
	booking.cancellationReason = reason;
	booking.cancelledBy = by;
	booking.updatedAt = school.after(school.clock(), 11, 332);
	if (booking.type.seats !== null && !school.facts.keepsPeopleOfEndedClass) booking.attendees = [];
	if (booking.type.seats === null) return;
	school.silent = school.silent.filter(({ uid }) => uid !== booking.uid);
}

/**
 * Gives up a seat. The last one ends the class; else the row stays as it was.
 *
 * @returns `lost` where the server answers 404 although the seat is gone, and delivers nothing
 */
export async function giveUpSeat(
	school: School,
	uid: string,
	seatUid: string,
	wish: CancelWish = {},
): Promise<{ booking: Booking; lost: boolean }> {
	const booking = school.booking(uid);
	const seat = booking.attendees.find((one) => one.seatUid === seatUid);
	if (!seat || booking.status === 'cancelled') {
		const message = 'Invalid seatUid: this seat does not exist or has already been cancelled.';
		throw new Refused(400, message);
	}
	if (booking.attendees.length === 1) {
		await end(school, booking, { ...wish, reason: wish.reason ?? '' });
		return { booking, lost: false };
	}
	booking.attendees = booking.attendees.filter((one) => one !== seat);
	if (school.facts.losesSeatDeliveries) {
		school.silent.push({ why: 'seat', ...named(booking, seat) });
		return { booking, lost: true };
	}
	const told = { ...booking, attendees: [...booking.attendees, seat] };
	const fact = cancelled(school, told, wish, school.after(school.clock(), 5, 60));
	await school.tell({ ...fact, people: [seat], seat, seatOnly: true });
	return { booking, lost: false };
}

/** Cancels all occurrences of a series that are still to come: one delivery, which names the series. */
export async function cancelSeries(
	school: School,
	seriesUid: string,
	wish: CancelWish = {},
): Promise<Booking[]> {
	const series = school.seriesOf(seriesUid).filter(({ start }) => start >= school.clock());
	const [first] = inOrder(series.filter(isOpen));
	if (!first) throw cancelledAlready(seriesUid);
	await endMany(school, first, series, wish, true);
	school.silent = school.silent.filter(({ uid }) => !series.some((one) => one.uid === uid));
	return inOrder(series);
}

/** "This and the following": one delivery, which reads like the cancellation of one occurrence. */
export async function cancelSubsequent(
	school: School,
	uid: string,
	wish: CancelWish = {},
): Promise<Booking[]> {
	const booking = school.booking(uid);
	if (booking.status === 'cancelled') throw cancelledAlready(uid);
	const rows = school
		.seriesOf(booking.seriesUid ?? '')
		.filter((one) => isOpen(one) && one.start >= booking.start);
	await endMany(school, booking, rows, wish, false);
	for (const row of rows.filter((one) => one !== booking)) {
		for (const one of appointedIn(row)) school.silent.push({ why: 'series', ...named(row, one) });
	}
	return rows;
}

async function endMany(
	school: School,
	about: Booking,
	rows: Booking[],
	wish: CancelWish,
	wholeSeries: boolean,
): Promise<void> {
	const now = school.clock();
	const fact = { ...cancelled(school, { ...about }, wish, now), wholeSeries };
	const change = () => {
		const updatedAt = school.after(now, 11, 332);
		const { reason = null, by = null } = wish;
		for (const row of rows) {
			Object.assign(row, { status: 'cancelled', updatedAt });
			Object.assign(row, { cancellationReason: reason, cancelledBy: by });
		}
	};
	if (!school.facts.deliversCancelBeforeChange) change();
	await school.tell(fact);
	if (school.facts.deliversCancelBeforeChange) change();
}

/** The host asks the guest to pick another time, which is delivered as a cancellation. */
export async function requestReschedule(
	school: School,
	uid: string,
	{ reason = null }: CancelWish = {},
): Promise<Booking> {
	const booking = school.booking(uid);
	if (booking.status === 'cancelled') throw cancelledAlready(uid);
	const by = school.user(booking.hostId)?.email ?? null;
	close(school, booking, { reason, by });
	booking.updatedAt = school.clock();
	booking.newTimeAsked = true;
	const at = school.after(school.clock(), 20, 500);
	const told = { booking: { ...booking }, people: booking.attendees, at, by } as const;
	const prefixed = `Please reschedule. ${reason ?? 'undefined'}`;
	await school.tell({ kind: 'cancelled', ...told, reason: prefixed, requestReschedule: true });
	return booking;
}

function named(booking: Booking, one: Attendee) {
	const startsAt = new Date(booking.start).toISOString();
	return { uid: booking.uid, person: personOf(one), startsAt };
}

const isOpen = ({ status }: Booking) => status === 'accepted' || status === 'pending';
const inOrder = (rows: Booking[]) => [...rows].sort((a, b) => a.start - b.start);

function cancelledAlready(uid: string): Refused {
	return new Refused(
		400,
		`Can't cancel booking with uid=${uid} because it has been cancelled already. Please provide uid of a booking that is not cancelled.`,
	);
}
