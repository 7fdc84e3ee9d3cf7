import type { Attendee, Booking, EventType } from '../../support/calcom';
import { hour, minute } from './calendar';
import { beforeStart, draw, isOpen, isReal, type Life, plan } from './life';

const reason = { reason: 'not enough people' };

/** Someone takes a seat: in a class that still has one, or as the first person of a new class. */
export async function takeSeat(life: Life, type: EventType): Promise<void> {
	const { calcom, chance, calendar, families, world } = life;
	const person = families.any();
	const running = chance.hits(0.75) ? classWithSeat(life, type) : undefined;
	const start = running?.start ?? calendar.freeStart(world.now);
	const { booking, seat } = await calcom.play.book({ type, person, start });
	if (booking !== running) planClass(life, booking);
	if (seat) planSeat(life, booking, seat);
}

function classWithSeat(life: Life, type: EventType, but?: Booking): Booking | undefined {
	const { calcom, chance, world } = life;
	const free = calcom.school.bookings.filter(
		(one) =>
			one.typeId === type.id &&
			one !== but &&
			one.status === 'accepted' &&
			one.start > world.now + hour &&
			one.attendees.length < (type.seats ?? 0),
	);
	return free[chance.between(0, free.length - 1)];
}

function planSeat(life: Life, booking: Booking, seat: Attendee): void {
	const { calcom, chance, calendar, world } = life;
	const what = draw(chance, [
		['give up seat', 0.1],
		['move seat', 0.09],
	]);
	const acts = {
		'give up seat': async () => await calcom.play.giveUpSeat(booking.uid, seat.seatUid ?? ''),
		'move seat': async () => {
			const to = chance.hits(0.6) ? classWithSeat(life, booking.type, booking) : undefined;
			// Whoever sits there already can't be moved there.
			if (to?.attendees.some(({ email }) => email === seat.email)) return;
			const start = to?.start ?? calendar.freeStart(world.now);
			const moved = await calcom.play.moveSeat(booking.uid, seat.seatUid ?? '', start);
			if (moved.booking !== to) planClass(life, moved.booking);
			planSeat(life, moved.booking, moved.seat);
		},
	};
	const canStill = () =>
		isOpen(booking) && booking.start > world.now && booking.attendees.includes(seat);
	if (what) plan(life, beforeStart(life, booking), what, booking, acts[what], canStill);
}

/** What happens to a class as a whole, and who did not come. */
function planClass(life: Life, booking: Booking): void {
	const { calcom, chance, calendar, families, world } = life;
	const { uid, type } = booking;
	const { movesClasses } = calcom.school.facts;
	const what = draw(chance, [
		['cancel class', 0.06],
		['move class', movesClasses ? 0.06 : 0],
		['merge classes', movesClasses ? 0.04 : 0],
		// Recorded on self-hosted servers only.
		['seat of a dead class', calcom.school.dialect === 'cloud' ? 0 : 0.02],
	]);
	const acts = {
		'cancel class': async () => await calcom.play.cancel(uid, reason),
		'move class': async () => {
			const start = calendar.freeStart(world.now);
			await calcom.play.moveClass(uid, { start, by: 'host' });
		},
		'merge classes': async () => {
			const into = classWithSeat(life, type, booking);
			if (into) await calcom.play.moveClass(uid, { start: into.start, by: 'host' });
		},
		'seat of a dead class': async () =>
			await calcom.play.takeSeatWhileCancelled(uid, families.any(), reason),
	};
	const canStill = () =>
		(what === 'cancel class' ? isReal(booking) : isOpen(booking)) && booking.start > world.now;
	if (what) plan(life, beforeStart(life, booking), what, booking, acts[what], canStill);
	planMark(life, booking);
}

function planMark(life: Life, booking: Booking): void {
	const { calcom, chance, world } = life;
	if (!chance.hits(0.25)) return;
	const at = booking.start + chance.between(5 * minute, 6 * hour);
	const mark = async () => {
		const one = booking.attendees[chance.between(0, booking.attendees.length - 1)];
		if (!one) return;
		const attendees = [{ email: one.email, absent: true }];
		await calcom.play.markAbsent(booking.uid, { attendees });
	};
	const took = () => booking.status === 'accepted' && booking.start <= world.now;
	plan(life, at, 'mark absent in class', booking, mark, took);
}
