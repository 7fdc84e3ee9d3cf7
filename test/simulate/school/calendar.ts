import type { Chance } from '../../support/calcom/random';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

const opensAt = 7;
const quarters = 52;

/** Gives out times that are free, so that two bookings of a host never overlap by chance. */
export class Calendar {
	private readonly taken = new Set<number>();
	private rooms = 0;

	/** @param horizonDays how many days ahead people book at most */
	constructor(
		private readonly chance: Chance,
		private readonly horizonDays: number,
	) {}

	/** A free time after `from`; any time if the days are full. */
	freeStart(from: number): number {
		let start = from;
		for (let tries = 0; tries < 40; tries++) {
			const date = Math.floor(from / day) + this.chance.between(0, this.horizonDays);
			start = date * day + opensAt * hour + this.chance.between(0, quarters) * 15 * minute;
			if (start > from + hour && !this.taken.has(start)) break;
		}
		this.taken.add(start);
		return Math.max(start, Math.ceil((from + hour) / hour) * hour);
	}

	/** Another room each time. */
	roomNo(): number {
		return ++this.rooms;
	}
}
