import type { CalCom } from './index';
import type { Booking, EventType, Person } from './model';
import type { Chance } from './random';

const reason = { reason: 'moving away' };
const minute = 60_000;
const hour = 60 * minute;

const people: Person[] = [
	...['Anna Berg', 'Ben Okoye', 'Clara Weiss', 'Dmitri Orlov', 'Elif Kaya', 'Farid Nur'].map(
		(name) => ({ name, email: `${name.toLowerCase().replace(' ', '.')}@family.example` }),
	),
	{ name: 'Greta', email: 'greta+mtl@family.example', timeZone: 'America/New_York' },
	{ name: 'Hana Ito', email: 'Hana.Ito@Family.example', phone: '+4930123456' },
	{ name: 'Ivo Pavlov', phone: '+31615581002' },
];

/** Host, event types of all kinds, and a webhook for each; a team where the server has teams. */
export function openSchool({ school }: CalCom, secret: string | null = null) {
	const ina = school.addUser({ name: 'Ina Host', email: 'ina@school.example' });
	const tom = school.addUser({ name: 'Tom Albers', email: 'tom@school.example' });
	const ownerId = ina.id;
	const recurrence = { frequency: 2, interval: 1, occurrences: 3 };
	const types = {
		plain: school.addEventType({ title: 'Level check', ownerId }),
		confirmed: school.addEventType({ title: 'Consultation', ownerId, requiresConfirmation: true }),
		paid: school.addEventType({ title: 'Exam', ownerId, price: 5000 }),
		seats: school.addEventType({ title: 'Trial class', ownerId, seats: 4 }),
		weekly: school.addEventType({ title: 'Weekly course', ownerId, recurrence }),
	};
	school.addWebhook({ ownerId, subscriberUrl: 'http://127.0.0.1/user', secret });
	if (!school.facts.teams) return { ina, tom, types, team: null, robin: null };
	const team = school.addTeam({ name: 'Teachers', members: [ina, tom] });
	const hostIds = [ina.id, tom.id];
	const robin = school.addEventType({ title: 'Any teacher', teamId: team.id, hostIds });
	const subscriberUrl = 'http://127.0.0.1/team';
	school.addWebhook({ scope: 'team', ownerId: team.id, subscriberUrl, secret });
	return { ina, tom, types, team, robin };
}

export interface Life {
	calcom: CalCom;
	opened: ReturnType<typeof openSchool>;
	chance: Chance;
	/** Moves the clock on. */
	pass: (ms: number) => void;
}

/** One thing that somebody may do; null where nothing fits. */
type Doing = (life: Life) => (() => Promise<unknown>) | null;

function oneOf<T>(chance: Chance, all: readonly T[]): T | undefined {
	return all[chance.between(0, all.length - 1)];
}

/** A time that is still free: later ones on other days. */
function freeStart({ calcom, chance }: Life, from = calcom.school.clock()): number {
	const { bookings } = calcom.school;
	for (;;) {
		const start = Math.ceil(from / hour) * hour + chance.between(1, 400) * hour;
		if (!bookings.some((one) => Math.abs(one.start - start) < hour)) return start;
	}
}

function rows(life: Life, wanted: (booking: Booking) => boolean): Booking | undefined {
	return oneOf(life.chance, life.calcom.school.bookings.filter(wanted));
}

const plainOpen = ({ type, status, typeId }: Booking) =>
	type.seats === null && status === 'accepted' && typeId !== null;

const classOpen = ({ type, status }: Booking) => type.seats !== null && status === 'accepted';

const bookAny =
	(typeOf: (life: Life) => EventType | null): Doing =>
	(life) => {
		const type = typeOf(life);
		const person = oneOf(life.chance, people);
		if (!type || !person) return null;
		const guests = life.chance.hits(0.2) ? { guests: ['opa@family.example'] } : {};
		return () => life.calcom.play.book({ type, person, start: freeStart(life), ...guests });
	};

const takeSeat: Doing = (life) => {
	const type = life.opened.types.seats;
	const running = rows(life, (one) => classOpen(one) && one.attendees.length < (type.seats ?? 0));
	const person = oneOf(life.chance, people);
	const fresh = !running || life.chance.hits(0.3);
	const there = running?.attendees.some(({ name }) => name === person?.name);
	if (!person || (there && !fresh)) return null;
	const start = fresh ? freeStart(life) : running.start;
	return () => life.calcom.play.book({ type, person, start });
};

const moveSeat: Doing = (life) => {
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

const moveClass: Doing = (life) => {
	const { facts } = life.calcom.school;
	const from = facts.movesClasses ? rows(life, classOpen) : undefined;
	if (!from) return null;
	const start = freeStart(life);
	return () => life.calcom.play.moveClass(from.uid, { start, by: 'host' });
};

const giveUpSeat: Doing = (life) => {
	const from = rows(life, classOpen);
	const seat = from && oneOf(life.chance, from.attendees);
	if (!from || !seat) return null;
	return () => life.calcom.play.giveUpSeat(from.uid, seat.seatUid ?? '');
};

const moveOne =
	(by: 'guest' | 'host'): Doing =>
	(life) => {
		const movable = (one: Booking) =>
			plainOpen(one) || (one.status === 'pending' && one.type.price === 0) || one.newTimeAsked;
		const old = rows(life, movable);
		const wish = { start: freeStart(life), by, reason: 'ill' };
		return old ? () => life.calcom.play.move(old.uid, wish) : null;
	};

const onRow =
	(
		wanted: (booking: Booking) => boolean,
		act: (life: Life, uid: string) => Promise<unknown>,
	): Doing =>
	(life) => {
		const row = rows(life, wanted);
		return row ? () => act(life, row.uid) : null;
	};

/** Recorded on self-hosted servers only. */
const seatOfDeadClass: Doing = (life) => {
	const booking = life.calcom.school.dialect === 'cloud' ? undefined : rows(life, classOpen);
	const person = { name: 'Late', email: 'late@family.example' };
	return booking
		? () => life.calcom.play.takeSeatWhileCancelled(booking.uid, person, reason)
		: null;
};

const markAbsent: Doing = (life) => {
	const now = life.calcom.school.clock();
	const row = rows(life, (one) => one.status === 'accepted' && one.start <= now);
	const one = row && oneOf(life.chance, row.attendees);
	if (!one) return null;
	const attendees = [{ email: one.email, absent: life.chance.hits(0.7) }];
	return () => life.calcom.play.markAbsent(row.uid, { attendees });
};

/** Time goes on until something has started. */
const wait: Doing = (life) => async () => life.pass(life.chance.between(1, 48) * hour);

const pending = ({ status, type }: Booking) => status === 'pending' && type.price === 0;
const series = (one: Booking) => plainOpen(one) && one.seriesUid !== null;
const ofTeam = (one: Booking) => plainOpen(one) && one.type.hostIds.length > 1;

const doings: ReadonlyArray<[weight: number, name: string, doing: Doing]> = [
	[6, 'book', bookAny(({ opened }) => opened.types.plain)],
	[4, 'request', bookAny(({ opened }) => opened.types.confirmed)],
	[2, 'book paid', bookAny(({ opened }) => opened.types.paid)],
	[2, 'book round robin', bookAny(({ opened }) => opened.robin)],
	[6, 'take seat', takeSeat],
	[
		1,
		'book series',
		(life) => {
			const name = `Serial ${life.calcom.school.bookings.length}`;
			const person = { name, email: `${name.replace(' ', '')}@family.example` };
			const start = freeStart(life);
			return () => life.calcom.play.bookSeries({ type: life.opened.types.weekly, person, start });
		},
	],
	[3, 'confirm', onRow(pending, ({ calcom }, uid) => calcom.play.confirm(uid))],
	[2, 'decline', onRow(pending, ({ calcom }, uid) => calcom.play.decline(uid, 'no free teacher'))],
	[
		1,
		'confirm declined',
		onRow(
			({ status }) => status === 'rejected',
			({ calcom }, uid) => calcom.play.confirm(uid),
		),
	],
	[1, 'answer twice', onRow(pending, ({ calcom }, uid) => calcom.play.confirmAndDecline(uid))],
	[
		2,
		'pay',
		onRow(
			({ type, paid, status }) => type.price > 0 && !paid && status === 'pending',
			({ calcom }, uid) => calcom.play.pay(uid),
		),
	],
	[4, 'move by guest', moveOne('guest')],
	[3, 'move by host', moveOne('host')],
	[3, 'move seat', moveSeat],
	[2, 'move class', moveClass],
	[2, 'give up seat', giveUpSeat],
	[1, 'cancel class', onRow(classOpen, ({ calcom }, uid) => calcom.play.cancel(uid, reason))],
	[3, 'cancel', onRow(plainOpen, ({ calcom }, uid) => calcom.play.cancel(uid, reason))],
	[1, 'cancel twice', onRow(plainOpen, ({ calcom }, uid) => calcom.play.cancelTwice(uid, reason))],
	[1, 'cancel request', onRow(pending, ({ calcom }, uid) => calcom.play.cancel(uid, reason))],
	[
		1,
		'cancel series',
		onRow(series, ({ calcom }, uid) =>
			calcom.play.cancelSeries(calcom.school.booking(uid).seriesUid ?? '', reason),
		),
	],
	[
		1,
		'cancel subsequent',
		onRow(series, ({ calcom }, uid) => calcom.play.cancelSubsequent(uid, reason)),
	],
	[
		1,
		'ask for another time',
		onRow(plainOpen, ({ calcom }, uid) => calcom.play.requestReschedule(uid, reason)),
	],
	[
		1,
		'move twice',
		onRow(plainOpen, (life, uid) =>
			life.calcom.play.moveTwice(
				uid,
				{ start: freeStart(life), by: 'host' },
				{ start: freeStart(life), by: 'host' },
			),
		),
	],
	[
		1,
		'move and cancel',
		onRow(plainOpen, (life, uid) =>
			life.calcom.play.moveAndCancel(uid, { start: freeStart(life) }, reason),
		),
	],
	[1, 'seat of a dead class', seatOfDeadClass],
	[2, 'mark absent', markAbsent],
	[1, 'reassign', onRow(ofTeam, ({ calcom }, uid) => calcom.play.reassign(uid))],
	[
		1,
		'change location',
		onRow(plainOpen, ({ calcom }, uid) =>
			calcom.play.changeLocation(uid, 'https://meet.school.example/other'),
		),
	],
	[1, 'wait', wait],
];

const total = doings.reduce((sum, [weight]) => sum + weight, 0);

/** Does one thing at random; names it. */
export async function liveOn(life: Life): Promise<string> {
	life.pass(life.chance.between(2, 40) * minute);
	for (;;) {
		let left = life.chance.share() * total;
		const [, name, doing] = doings.find(([weight]) => (left -= weight) < 0) ?? doings[0] ?? [];
		const act = doing?.(life);
		if (!act || !name) continue;
		await act();
		return name;
	}
}
