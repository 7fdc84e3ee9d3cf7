import type { Booking, EventType } from '../../support/calcom';
import { hour, minute } from './calendar';
import { beforeStart, draw, isOpen, isPending, isReal, type Life, plan } from './life';

const reason = { reason: 'ill' };

/** Someone books a time; what happens to the booking then is planned. */
export async function bookSingle(life: Life, type: EventType): Promise<void> {
	const { calcom, chance, calendar, families, world } = life;
	const start = calendar.freeStart(world.now);
	const guests = chance.hits(0.1) ? { guests: ['opa@family.example'] } : {};
	const host = type.hostIds.length > 0 && chance.hits(0.5) ? { host: type.hostIds[1] ?? 0 } : {};
	const answers = chance.hits(0.3) ? { answers: { notes: 'We would like to start soon.' } } : {};
	const wish = { type, person: families.any(), start, ...guests, ...host, ...answers };
	followUp(life, (await calcom.play.book(wish)).booking);
}

/** A weekly course: six dates. */
export async function bookCourse(life: Life): Promise<void> {
	const { calcom, chance, calendar, families, opened, world } = life;
	const start = calendar.freeStart(world.now);
	const type = opened.types.course;
	const series = await calcom.play.bookSeries({ type, person: families.any(), start });
	const one = series[chance.between(0, series.length - 1)];
	const seriesUid = series[0]?.seriesUid ?? '';
	series.forEach((booking) => {
		if (chance.hits(0.1)) afterAccepted(life, booking);
		planMarks(life, booking);
	});
	if (!one) return;
	const ends = draw(chance, [
		['cancel series', 0.15],
		['cancel subsequent', 0.15],
	]);
	if (ends === null) return;
	plan(
		life,
		beforeStart(life, one),
		ends,
		one,
		async () =>
			ends === 'cancel series'
				? await calcom.play.cancelSeries(seriesUid, reason)
				: await calcom.play.cancelSubsequent(one.uid, reason),
		() => isOpen(one) && one.start > world.now,
	);
}

/** Plans what happens to a booking, by what it waits for. */
export function followUp(life: Life, booking: Booking): void {
	planMarks(life, booking);
	if (booking.status === 'accepted') return afterAccepted(life, booking);
	if (booking.type.price > 0) return planPayment(life, booking);
	planAnswer(life, booking);
}

function planPayment(life: Life, booking: Booking): void {
	const { calcom, chance, world } = life;
	if (!chance.hits(0.85)) return;
	const pay = async () => afterAccepted(life, await calcom.play.pay(booking.uid));
	const at = world.now + chance.between(minute, 20 * minute);
	plan(life, at, 'pay', booking, pay, () => isPending(booking));
}

function planAnswer(life: Life, booking: Booking): void {
	const { calcom, chance, world } = life;
	const { uid } = booking;
	const at = Math.min(world.now + chance.between(minute, 30 * hour), booking.start - minute);
	const answer = draw(chance, [
		['confirm', 0.74],
		['decline', 0.13],
		['answer twice', 0.02],
		['cancel request', 0.04],
		['move request', 0.04],
	]);
	const accept = async () => afterAccepted(life, await calcom.play.confirm(uid));
	const acts = {
		confirm: accept,
		decline: async () => {
			await calcom.play.decline(uid, 'no free teacher');
			if (!chance.hits(0.1)) return;
			const later = world.now + chance.between(3 * minute, 20 * hour);
			const declined = () => booking.status === 'rejected';
			plan(life, later, 'confirm declined', booking, accept, declined);
		},
		'answer twice': async () => afterAccepted(life, await calcom.play.confirmAndDecline(uid)),
		'cancel request': async () => await calcom.play.cancel(uid, reason),
		'move request': async () => await moved(life, booking, 'guest'),
	};
	if (answer) plan(life, at, answer, booking, acts[answer], () => isPending(booking));
}

async function moved(life: Life, booking: Booking, by: 'guest' | 'host'): Promise<void> {
	const start = life.calendar.freeStart(life.world.now);
	followUp(life, await life.calcom.play.move(booking.uid, { start, by, reason: 'ill' }));
}

/** An accepted booking is moved, cancelled or changed, or takes place as it is. */
function afterAccepted(life: Life, booking: Booking, changes = 0): void {
	const { calcom, chance, calendar, world } = life;
	const { uid, type } = booking;
	const isTeams = type.hostIds.length > 1;
	const start = () => calendar.freeStart(world.now);
	const again = (act: () => Promise<unknown>) => async () => {
		await act();
		if (changes < 3) afterAccepted(life, booking, changes + 1);
	};
	const acts = {
		'move by guest': async () => await moved(life, booking, 'guest'),
		'move by host': async () => await moved(life, booking, 'host'),
		'ask for another time': async () => {
			await calcom.play.requestReschedule(uid, reason);
			if (!chance.hits(0.7)) return;
			const later = world.now + chance.between(5 * minute, 48 * hour);
			const move = async () => await moved(life, booking, 'guest');
			plan(life, later, 'move when asked', booking, move, () => booking.newTimeAsked);
		},
		cancel: async () => await calcom.play.cancel(uid, reason),
		'cancel twice': async () => await calcom.play.cancelTwice(uid, reason),
		'move twice': async () => {
			const wishes = [start(), start()] as const;
			const both = wishes.map((at) => ({ start: at, by: 'host' }) as const);
			const [first, second] = both as [(typeof both)[0], (typeof both)[0]];
			for (const one of await calcom.play.moveTwice(uid, first, second)) followUp(life, one);
		},
		'move and cancel': async () => {
			const one = await calcom.play.moveAndCancel(uid, { start: start() }, reason);
			if (one) followUp(life, one);
		},
		'change location': again(
			async () =>
				await calcom.play.changeLocation(uid, `https://meet.school.example/${calendar.roomNo()}`),
		),
		'add guest': again(
			async () => await calcom.play.addGuest(uid, { email: `guest${changes}@family.example` }),
		),
		reassign: again(async () => await calcom.play.reassign(uid)),
	};
	const what = draw(chance, [
		['move by guest', 0.14],
		['move by host', 0.05],
		['ask for another time', 0.03],
		['cancel', 0.12],
		['cancel twice', 0.005],
		// Cal.diy's request to move one of two successors does not tell which one.
		['move twice', type.requiresConfirmation ? 0 : 0.005],
		['move and cancel', 0.005],
		['change location', 0.02],
		['add guest', 0.015],
		['reassign', isTeams ? 0.12 : 0],
	]);
	if (what) plan(life, beforeStart(life, booking), what, booking, acts[what], () => canStill());

	function canStill(): boolean {
		return (what === 'cancel' ? isReal(booking) : isOpen(booking)) && booking.start > world.now;
	}
}

/** After the start, hosts mark who did not come; some marks are taken back. */
function planMarks(life: Life, booking: Booking): void {
	const { calcom, chance } = life;
	const at = booking.start + chance.between(5 * minute, 6 * hour);
	const mark = async (absent: boolean) => {
		const [one] = booking.attendees.filter(({ email }) => email === booking.booker);
		if (one)
			await calcom.play.markAbsent(booking.uid, { attendees: [{ email: one.email, absent }] });
	};
	const took = () => booking.status === 'accepted' && booking.start <= life.world.now;
	if (chance.hits(0.03)) {
		const host = async () => await calcom.play.markAbsent(booking.uid, { host: true });
		plan(life, at, 'mark host absent', booking, host, took);
	}
	if (!chance.hits(0.08)) return;
	plan(life, at, 'mark absent', booking, async () => await mark(true), took);
	if (!chance.hits(0.25)) return;
	const later = at + chance.between(5 * minute, 20 * hour);
	plan(life, later, 'clear mark', booking, async () => await mark(false), took);
}
