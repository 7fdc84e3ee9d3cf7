import { confirm, confirmAndDecline, decline, pay } from './actions/answer';
import { book, bookSeries } from './actions/book';
import {
	cancel,
	cancelSeries,
	cancelSubsequent,
	cancelTwice,
	giveUpSeat,
	requestReschedule,
} from './actions/cancel';
import {
	addGuest,
	changeLocation,
	deleteEventType,
	endedUnheard,
	markAbsent,
	reassign,
} from './actions/change';
import { move, moveClass, moveSeat, moveTwice } from './actions/move';
import { moveAndCancel, takeSeatWhileCancelled } from './actions/races';
import type { Limits } from './api/limiter';
import { ApiServer, type ServerSwitches } from './api/server';
import { Channel, type Faults } from './deliveries/channel';
import type { Sent } from './deliveries/deliveries';
import type { Dialect } from './dialect';
import { living } from './oracle';
import { Chance } from './random';
import { School } from './school';

export type { Mischief, Trick } from './api/mischief';
export type { Faults } from './deliveries/channel';
export type { Sent } from './deliveries/deliveries';
export type { Dialect } from './dialect';
export * from './model';
export type { TrueAppointment } from './oracle';
export { School } from './school';

const actions = {
	book,
	bookSeries,
	confirm,
	decline,
	confirmAndDecline,
	pay,
	move,
	moveTwice,
	moveSeat,
	moveClass,
	moveAndCancel,
	cancel,
	cancelTwice,
	giveUpSeat,
	cancelSeries,
	cancelSubsequent,
	requestReschedule,
	takeSeatWhileCancelled,
	markAbsent,
	reassign,
	changeLocation,
	addGuest,
	deleteEventType,
};

type Actions = typeof actions;
type Play = {
	[Name in keyof Actions]: Actions[Name] extends (
		school: School,
		...rest: infer Rest
	) => infer Result
		? (...rest: Rest) => Result
		: never;
};

export interface CalComOptions {
	dialect: Dialect;
	/** Now, in milliseconds since 1970; nothing in the school has a clock of its own. */
	clock: () => number;
	/** The same seed makes the same uids, faults and lags. */
	seed?: number;
	/** What goes wrong on the way to the receiver; nothing, unless given. */
	faults?: Partial<Faults>;
	/** Takes deliveries; each is posted to its webhook's address unless given. */
	deliver?: (sent: Sent) => Promise<unknown> | unknown;
	/** The API's limit; 120 requests a minute unless given. */
	limits?: Limits;
	/** By how much Cal.com's clock is ahead of the receiver's. */
	skewMs?: number;
}

/** A Cal.com that is running. */
export interface CalCom {
	/** Its rows. `addUser`, `addTeam`, `addEventType` and `addWebhook` set a school up. */
	school: School;
	/** What people do. */
	play: Play;
	/** What goes wrong with deliveries, and their log. */
	channel: Channel;
	/** The HTTP API: `switches`, `mischief` and the requests it has `seen`. */
	api: ApiServer;
	/** The base URL of the API, without `/v2`. */
	url: string;
	/** The appointments that take place, by Cal.com's own rows. */
	living: () => ReturnType<typeof living>;
	stop: () => Promise<void>;
}

const switches: ServerSwitches = {
	hideAttendees: false,
	cursorTimeoutMs: 125_000,
	cursorIgnored: false,
	publicTargetsOnly: false,
	noApi: false,
	licensed: true,
};

/**
 * Starts a stand-in for Cal.com, with its API v2 on 127.0.0.1.
 *
 * @example
 * const calcom = await startCalCom({ dialect: 'cloud', clock: () => now, deliver });
 * const ina = calcom.school.addUser({ name: 'Ina Host', email: 'ina@school.example' });
 * const type = calcom.school.addEventType({ title: 'Trial class', ownerId: ina.id, seats: 5 });
 * calcom.school.addWebhook({ ownerId: ina.id, subscriberUrl: 'http://127.0.0.1:5678/webhook/x' });
 *
 * // Playing: every action changes the rows and delivers what Cal.com would deliver.
 * const { booking, seat } = await calcom.play.book({ type, start, person: { name: 'Jo', email } });
 * await calcom.play.moveSeat(booking.uid, seat.seatUid, later);
 *
 * // Reading: `Authorization: Bearer ${ina.key}`, `${calcom.url}/v2/bookings`.
 * // The truth: calcom.living(); what ended without a delivery: calcom.school.silent.
 *
 * // Deliveries that go wrong. With a lag, or late, they wait for `deliverDue` or `flush`:
 * calcom.channel.faults.lost = 0.05;
 * calcom.channel.faults.lagMs = [500, 45_000];
 * await calcom.channel.flush();
 *
 * // An API that goes wrong, for the next request that matches:
 * calcom.api.mischief.add({ method: 'POST', path: /^\/webhooks/, trick: 'drop' });
 * calcom.api.mischief.add({ path: /skip=100/, trick: { play: () => calcom.play.cancel(uid) } });
 * calcom.api.switches.hideAttendees = true;
 * // Lost answers: booking.answers = null; whose name stands there instead: school.sentinel.
 */
export async function startCalCom(options: CalComOptions): Promise<CalCom> {
	const { dialect, seed = 1, skewMs = 0, deliver = post } = options;
	const school = new School(dialect, () => options.clock() + skewMs, seed);
	const channel = new Channel(school, new Chance(seed + 1), deliver, options.faults);
	school.tell = async (fact) => {
		// The cloud builds deliveries from the event type.
		if (dialect !== 'cloud' || fact.booking.typeId !== null) return channel.carry(fact);
		if (fact.kind === 'cancelled') endedUnheard(school, fact.booking);
	};
	const limits = options.limits ?? { limit: 120, windowMs: 60_000 };
	const api = new ApiServer(school, { ...switches }, limits);
	const url = await api.listen();
	const play = Object.fromEntries(
		Object.entries(actions).map(([name, action]) => [
			name,
			(...rest: unknown[]) => (action as (...all: unknown[]) => unknown)(school, ...rest),
		]),
	) as Play;
	return { school, play, channel, api, url, living: () => living(school), stop: () => api.close() };
}

/** One try, as Cal.com does: a refusal or a broken connection is the end of the delivery. */
async function post({ url, headers, raw }: Sent): Promise<void> {
	await fetch(url, { method: 'POST', headers, body: raw, redirect: 'manual' }).catch(
		() => undefined,
	);
}
