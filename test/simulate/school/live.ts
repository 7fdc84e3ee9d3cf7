import {
	type CalCom,
	type Dialect,
	type Faults,
	type Sent,
	startCalCom,
} from '../../support/calcom';
import { Chance } from '../../support/calcom/random';
import type { World } from '../world';
import { Calendar, day, hour } from './calendar';
import { takeSeat } from './classes';
import { type Life, plan } from './life';
import { openYear } from './openYear';
import { Families } from './people';
import { bookCourse, bookSingle } from './singles';

export interface SchoolPlan {
	dialect: Dialect;
	seed: number;
	days: number;
	/** How many people come to book on a day; a course counts once. */
	wishesPerDay: number;
	/** How many days ahead people book at most. */
	horizonDays: number;
	secret: string;
	faults: Partial<Faults>;
	deliver: (sent: Sent) => Promise<unknown>;
}

type Wish = (life: Life) => Promise<void>;

const wishes: ReadonlyArray<[share: number, name: string, wish: Wish]> = [
	[0.36, 'book', async (life) => await bookSingle(life, life.opened.types.check)],
	[0.13, 'request', async (life) => await bookSingle(life, life.opened.types.consultation)],
	[0.05, 'book with payment', async (life) => await bookSingle(life, life.opened.types.exam)],
	[0.05, 'book holiday', async (life) => await bookHoliday(life)],
	[
		0.1,
		'book any teacher',
		async (life) => await bookSingle(life, life.opened.robin ?? life.opened.types.check),
	],
	[0.04, 'book series', async (life) => await bookCourse(life)],
	[0.13, 'take seat', async (life) => await takeSeat(life, life.opened.types.trial)],
	[0.14, 'take seat in club', async (life) => await takeSeat(life, life.opened.types.club)],
];

/** Opens a school and plans all that people will want of it. */
export async function liveOn(world: World, given: SchoolPlan): Promise<Life> {
	const { dialect, seed, days, wishesPerDay, horizonDays, secret, faults, deliver } = given;
	const clock = () => world.now;
	const calcom: CalCom = await startCalCom({ dialect, seed, clock, deliver, faults });
	world.calcom = calcom;
	const chance = new Chance(seed + 2);
	const families = new Families(chance, Math.ceil((days * wishesPerDay) / 4));
	const life: Life = {
		...{ world, calcom, chance, families, calendar: new Calendar(chance, horizonDays) },
		...{ opened: openYear(calcom, secret), done: new Map(), log: [] },
	};
	const first = world.now;
	for (let date = 0; date < days; date++) {
		for (let count = 0; count < wishesPerDay; count++) {
			const at = first + date * day + 6 * hour + Math.floor(chance.share() * 16 * hour);
			planWish(life, at);
		}
	}
	const { holiday, holidayClass } = life.opened.types;
	const middle = first + Math.floor(days * 0.45) * day + 13 * hour;
	for (const { id } of [holiday, holidayClass]) {
		const remove = async () => await calcom.play.deleteEventType(id);
		plan(life, middle, 'delete event type', null, remove);
	}
	return life;
}

function planWish(life: Life, at: number): void {
	let left = life.chance.share();
	const [, name, wish] = wishes.find(([share]) => (left -= share) < 0) ?? wishes[0] ?? [];
	if (name && wish) plan(life, at, name, null, async () => await wish(life));
}

/** Until the event types are deleted. */
async function bookHoliday(life: Life): Promise<void> {
	const { check, holiday, holidayClass } = life.opened.types;
	const offered = life.calcom.school.eventTypes.includes(holiday);
	if (!offered) return await bookSingle(life, check);
	if (life.chance.hits(0.4)) return await takeSeat(life, holidayClass);
	await bookSingle(life, holiday);
}
