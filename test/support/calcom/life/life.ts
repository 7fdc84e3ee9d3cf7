import type { CalCom } from '../index';
import type { Booking, Person } from '../model';
import type { Chance } from '../random';
import type { openSchool } from './openSchool';

export const hour = 3_600_000;

export const people: Person[] = [
	...['Anna Berg', 'Ben Okoye', 'Clara Weiss', 'Dmitri Orlov', 'Elif Kaya', 'Farid Nur'].map(
		(name) => ({ name, email: `${name.toLowerCase().replace(' ', '.')}@family.example` }),
	),
	{ name: 'Greta', email: 'greta+mtl@family.example', timeZone: 'America/New_York' },
	{ name: 'Hana Ito', email: 'Hana.Ito@Family.example', phone: '+4930123456' },
	{ name: 'Ivo Pavlov', phone: '+31615581002' },
];

export interface Life {
	calcom: CalCom;
	opened: ReturnType<typeof openSchool>;
	chance: Chance;
	/** Moves the clock on. */
	pass: (ms: number) => void;
}

/** One thing that somebody may do; null where nothing fits. */
export type Doing = (life: Life) => (() => Promise<unknown>) | null;

export function oneOf<T>(chance: Chance, all: readonly T[]): T | undefined {
	return all[chance.between(0, all.length - 1)];
}

/** A time that is still free: later ones on other days. */
export function freeStart({ calcom, chance }: Life, from = calcom.school.clock()): number {
	const { bookings } = calcom.school;
	for (;;) {
		const start = Math.ceil(from / hour) * hour + chance.between(1, 400 + bookings.length) * hour;
		if (!bookings.some((one) => Math.abs(one.start - start) < hour)) return start;
	}
}

export function rows(life: Life, wanted: (booking: Booking) => boolean): Booking | undefined {
	return oneOf(life.chance, life.calcom.school.bookings.filter(wanted));
}

export const plainOpen = ({ type, status, typeId }: Booking) =>
	type.seats === null && status === 'accepted' && typeId !== null;

export const classOpen = ({ type, status }: Booking) =>
	type.seats !== null && status === 'accepted';
