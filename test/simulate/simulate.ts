import type { Db } from '../../nodes/core/db/connection';
import type { Dialect } from '../support/calcom';
import { compare, type Difference } from './compare';
import { Receiver } from './receiver';
import { day, hour } from './school/calendar';
import type { Life } from './school/life';
import { liveOn } from './school/live';
import { begins, type Trouble, usualTrouble } from './trouble';
import { ourAppointments, trueAppointments } from './truth';
import { World } from './world';

export interface Plan {
	dialect: Dialect;
	/** The same seed makes the same school, faults and lags. */
	seed: number;
	days: number;
	/** How many people come to book on a day. */
	wishesPerDay: number;
	/** How many days ahead they book at most. */
	horizonDays: number;
	/** What goes wrong: the usual, unless given. */
	trouble?: Trouble;
	/** Called with the number of days that have passed. */
	onDay?: (days: number) => void;
}

/** What one reconciliation found. */
export interface Drift {
	/** Kind → events. */
	found: Partial<Record<string, number>>;
	/** Reason → bookings that could not be settled. */
	unresolved: Record<string, number>;
}

export type Scope = 'narrow' | 'wide';

/** Reads Cal.com's API and applies what it finds. Throws while the API is away. */
export type Reconcile = (now: Date, scope: Scope) => Promise<Drift>;

export interface Outcome {
	life: Life;
	receiver: Receiver;
	/** Kind → events, over the whole time. */
	healed: Record<string, number>;
	/** Reason → bookings, as of the last reconciliation. */
	unresolved: Record<string, number>;
	/** Reconciliations, and those that Cal.com's API did not answer. */
	runs: number;
	runsAway: number;
	requests: number;
	/** What a further reconciliation found, which should be nothing. */
	again: Drift;
	/** Appointments that take place or took place, by Cal.com. */
	appointments: number;
	differences: Difference[];
	/** Differences in classes whose people Cal.com does not show to the key: only deliveries tell. */
	hidden: Difference[];
	seconds: number;
}

const secret = 'secret of the simulation';
/** At this hour of each day reconciliation reads everything. */
const wideAtHour = 3;

/**
 * Lives through a school's time: people book, Cal.com delivers badly, n8n is down for a day and
 * Cal.com's API for an hour, and reconciliation runs hourly, at night on a wide scope. In the end our rows
 * are compared with Cal.com's.
 *
 * @param db an empty database of ours
 * @param connect gives the reconciliation of a school; without it nothing is healed
 */
export async function simulate(
	db: Db,
	plan: Plan,
	connect: (life: Life) => Promise<Reconcile> = async () => nothing,
): Promise<Outcome> {
	const started = Date.now();
	const { faults, isDown, isAway } = plan.trouble ?? usualTrouble(plan.days);
	const world = new World(begins);
	const receiver = new Receiver(db, () => world.now, secret, isDown);
	const deliver = receiver.take.bind(receiver);
	const life = await liveOn(world, { ...plan, secret, faults, deliver });
	const healed: Record<string, number> = {};
	let [runs, runsAway] = [0, 0];
	try {
		await addTeachers(db, life);
		const reconcile = await connect(life);
		const run = async (scope: Scope) => {
			runs++;
			const report = await reconcile(new Date(world.now), scope);
			add(healed, report.found);
			return report;
		};
		const ends = begins + plan.days * day;
		for (let at = begins + hour; at <= ends; at += hour) {
			await world.advanceTo(at);
			if ((at - begins) % day === 0) plan.onDay?.((at - begins) / day);
			if (isDown(at)) continue;
			setApi(life, isAway(at));
			const scope = new Date(at).getUTCHours() === wideAtHour ? 'wide' : 'narrow';
			await run(scope).catch((error: unknown) => {
				if (!isAway(at)) throw error;
				runsAway++;
			});
		}
		world.agenda.clear();
		// What is still on its way arrives.
		await world.advanceTo(ends + hour);
		const { unresolved } = await run('wide');
		const requests = life.calcom.api.seen.length;
		const again = await reconcile(new Date(world.now), 'wide');
		const expected = trueAppointments(life.calcom.school);
		const all = compare(expected, await ourAppointments(db));
		const isHidden = ({ uid }: Difference) => hidesPeople(life, uid);
		return {
			...{ life, receiver, healed, unresolved, runs, runsAway, requests, again },
			appointments: expected.length,
			differences: all.filter((one) => !isHidden(one)),
			hidden: all.filter(isHidden),
			seconds: (Date.now() - started) / 1000,
		};
	} finally {
		await life.calcom.stop();
	}
}

const nothing: Reconcile = async () => ({ found: {}, unresolved: {} });

function hidesPeople({ calcom: { school } }: Life, uid: string): boolean {
	const { type, typeId } = school.booking(uid);
	const shows = type.seats === null || type.showAttendeeInfo || typeId === null;
	return school.facts.hidesSeatsFromHost && !shows;
}

function add(sum: Record<string, number>, more: Drift['found']): void {
	for (const [name, count = 0] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + count;
}

function setApi({ calcom }: Life, isAway: boolean): void {
	calcom.api.mischief.clear();
	if (isAway) calcom.api.mischief.add({ trick: 'html502', times: Infinity });
}

/** Hosts are found among the school's users. */
export async function addTeachers(db: Db, { calcom }: Life): Promise<void> {
	const teachers = calcom.school.users.map(({ name, email }) => ({ name, email }));
	await db.insertInto('users').values(teachers).execute();
}
