import type { Appointment } from '../../domain/booking/foldHistory';
import type { ApiBooking, ApiPerson } from '../api/booking';
import {
	type Differences,
	type Find,
	type Finding,
	isSameTime,
	keyOf,
	movedInPlace,
	ofDetails,
	type ReadContext,
} from './differences';
import type { ToldAt } from './told';

/** Self-hosted servers hide the attendees of some classes from the host's own key too. */
const unnamed = 'A person who left the class has another address here than in Cal.com.';
export const hiddenSeats = 'Cal.com does not show this key who sits in the class.';

/**
 * The differences of a class: who sits in it, and when it takes place. Seats are matched by their
 * reference, then by person, because deliveries of older servers name no seat.
 */
export function differencesOfClass(
	row: ApiBooking,
	told: ToldAt,
	context: ReadContext,
	findAny: Find,
): Differences {
	const find: Find = (kind, trigger, parts) => findAny(kind, trigger, { seated: true, ...parts });
	if (row.status === 'cancelled' || row.status === 'rejected') {
		const isLiving = told.living.some(({ state }) => state.status !== 'completed');
		const closing = find('cancelled', 'BOOKING_CANCELLED', { people: [], status: 'CANCELLED' });
		return { findings: isLiving ? [closing] : [], unresolved: null };
	}
	if (row.showsNobody && !context.showsSeats(row.eventTypeId)) {
		const findings = [
			...ofMove(row, told.living, context, find),
			...ofDetails(row, told, context, find),
		];
		return { findings, unresolved: hiddenSeats };
	}
	const { taken, left } = match(seatsIn(row), told.living);
	const findings = taken.map((one) => seatTaken(one, row, told, find));
	findings.push(...left.flatMap((one) => seatLeft(one, context, find)));
	const stay = told.living.filter((one) => !left.includes(one));
	findings.push(...ofMove(row, stay, context, find));
	const staying = { ...told, living: stay };
	const isUnnamed = left.some(({ person }) => context.emailOf(person) === null);
	return {
		findings: [...findings, ...ofDetails(row, staying, context, find)],
		unresolved: isUnnamed ? unnamed : null,
	};
}

/** Without its event type, a class is shown like a booking without seats. */
function seatsIn({ isClass, seats, booker, guests }: ApiBooking): readonly ApiPerson[] {
	return isClass ? seats : [...(booker ? [booker] : []), ...guests];
}

function ofMove(
	row: ApiBooking,
	living: readonly Appointment[],
	context: ReadContext,
	find: Find,
): Finding[] {
	const moved = living.find(({ state }) => !isSameTime(state.startsAt, row.startsAt));
	return moved ? [movedInPlace(row, moved, context, find)] : [];
}

function match(seats: readonly ApiPerson[], living: readonly Appointment[]) {
	const taken = [...seats];
	const left = [...living];
	const pair = (isSame: (seat: ApiPerson, one: Appointment) => boolean) => {
		for (const seat of [...taken]) {
			const index = left.findIndex((one) => isSame(seat, one));
			if (index < 0) continue;
			left.splice(index, 1);
			taken.splice(taken.indexOf(seat), 1);
		}
	};
	pair((seat, one) => seat.seat !== null && seat.seat === one.places.at(-1)?.seat);
	pair((seat, one) => keyOf(seat) === one.person);
	return { taken, left };
}

function seatTaken(person: ApiPerson, row: ApiBooking, told: ToldAt, find: Find): Finding {
	const { seat } = person;
	const parts = { people: [person], seat, ...(told.entries.length === 0 && { at: row.createdAt }) };
	return row.status === 'pending'
		? find('seat taken', 'BOOKING_REQUESTED', parts)
		: find('seat taken', 'BOOKING_CREATED', parts);
}

/** Names the seat as Cal.com does: by its reference, else by the number of its attendee. */
function seatLeft(
	{ places, person }: Appointment,
	{ emailOf }: ReadContext,
	find: Find,
): Finding[] {
	const email = emailOf(person);
	if (email === null) return [];
	const seat = places.at(-1)?.seat ?? null;
	const gone = { ...nobody, email, seat };
	return [
		find('seat given up', 'BOOKING_CANCELLED', { people: [gone], seat, status: 'CANCELLED' }),
	];
}

const nobody = {
	...{ name: null, phone: null, timeZone: null, language: null, absent: false, answers: {} },
} satisfies Partial<ApiPerson>;
