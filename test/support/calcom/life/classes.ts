import { classOpen, type Doing, freeStart, oneOf, people, rows } from './life';

const reason = { reason: 'moving away' };

export const takeSeat: Doing = (life) => {
	const type = life.opened.types.seats;
	const running = rows(life, (one) => classOpen(one) && one.attendees.length < (type.seats ?? 0));
	const person = oneOf(life.chance, people);
	const fresh = !running || life.chance.hits(0.3);
	const there = running?.attendees.some(({ name }) => name === person?.name);
	if (!person || (there && !fresh)) return null;
	const start = fresh ? freeStart(life) : running.start;
	return () => life.calcom.play.book({ type, person, start });
};

export const moveSeat: Doing = (life) => {
	const from = rows(life, classOpen);
	const seat = from && oneOf(life.chance, from.attendees);
	if (!from || !seat?.seatUid) return null;
	const to = rows(
		life,
		(one) =>
			classOpen(one) &&
			one !== from &&
			one.attendees.length < (one.type.seats ?? 0) &&
			!one.attendees.some(({ email }) => email === seat.email),
	);
	const start = to && life.chance.hits(0.6) ? to.start : freeStart(life);
	const { uid } = from;
	return () => life.calcom.play.moveSeat(uid, seat.seatUid ?? '', start);
};

export const moveClass: Doing = (life) => {
	const { facts } = life.calcom.school;
	const from = facts.movesClasses ? rows(life, classOpen) : undefined;
	if (!from) return null;
	const start = freeStart(life);
	return () => life.calcom.play.moveClass(from.uid, { start, by: 'host' });
};

export const giveUpSeat: Doing = (life) => {
	const from = rows(life, classOpen);
	const seat = from && oneOf(life.chance, from.attendees);
	if (!from || !seat) return null;
	return () => life.calcom.play.giveUpSeat(from.uid, seat.seatUid ?? '');
};

/** Recorded on self-hosted servers only. */
export const seatOfDeadClass: Doing = (life) => {
	const booking = life.calcom.school.dialect === 'cloud' ? undefined : rows(life, classOpen);
	const person = { name: 'Late', email: 'late@family.example' };
	return booking
		? () => life.calcom.play.takeSeatWhileCancelled(booking.uid, person, reason)
		: null;
};
