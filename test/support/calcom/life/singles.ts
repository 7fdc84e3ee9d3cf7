import type { Booking, EventType } from '../model';
import { type Doing, freeStart, hour, type Life, oneOf, people, plainOpen, rows } from './life';

export const bookAny =
	(typeOf: (life: Life) => EventType | null): Doing =>
	(life) => {
		const type = typeOf(life);
		const person = oneOf(life.chance, people);
		if (!type || !person) return null;
		const guests = life.chance.hits(0.2) ? { guests: ['opa@family.example'] } : {};
		return () => life.calcom.play.book({ type, person, start: freeStart(life), ...guests });
	};

export const moveOne =
	(by: 'guest' | 'host'): Doing =>
	(life) => {
		const movable = (one: Booking) =>
			plainOpen(one) || (one.status === 'pending' && one.type.price === 0) || one.newTimeAsked;
		const old = rows(life, movable);
		const wish = { start: freeStart(life), by, reason: 'ill' };
		return old ? () => life.calcom.play.move(old.uid, wish) : null;
	};

export const onRow =
	(
		wanted: (booking: Booking) => boolean,
		act: (life: Life, uid: string) => Promise<unknown>,
	): Doing =>
	(life) => {
		const row = rows(life, wanted);
		return row ? () => act(life, row.uid) : null;
	};

export const markAbsent: Doing = (life) => {
	const now = life.calcom.school.clock();
	const row = rows(life, (one) => one.status === 'accepted' && one.start <= now);
	const one = row && oneOf(life.chance, row.attendees);
	if (!one) return null;
	const attendees = [{ email: one.email, absent: life.chance.hits(0.7) }];
	return () => life.calcom.play.markAbsent(row.uid, { attendees });
};

/** Time goes on until something has started. */
export const wait: Doing = (life) => async () => life.pass(life.chance.between(1, 48) * hour);
