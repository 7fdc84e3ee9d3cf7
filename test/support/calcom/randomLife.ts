import { giveUpSeat, moveClass, moveSeat, seatOfDeadClass, takeSeat } from './life/classes';
import { classOpen, type Doing, freeStart, type Life, plainOpen } from './life/life';
import { bookAny, markAbsent, moveOne, onRow, wait } from './life/singles';
import type { Booking } from './model';

export type { Life } from './life/life';
export { openSchool } from './life/openSchool';

const minute = 60_000;

const pending = ({ status, type }: Booking) => status === 'pending' && type.price === 0;
const series = (one: Booking) => plainOpen(one) && one.seriesUid !== null;
/** Cal.diy's request to move one of two successors does not tell which one. */
const unconfirmed = (one: Booking) => plainOpen(one) && !one.type.requiresConfirmation;
const ofTeam = (one: Booking) => plainOpen(one) && one.type.hostIds.length > 1;

const reason = { reason: 'moving away' };

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
		onRow(unconfirmed, (life, uid) =>
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
