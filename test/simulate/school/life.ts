import type { Booking, CalCom } from '../../support/calcom';
import { Refused } from '../../support/calcom';
import type { Chance } from '../../support/calcom/random';
import type { World } from '../world';
import { type Calendar, minute } from './calendar';
import type { OpenedYear } from './openYear';
import type { Families } from './people';

/** The school as it lives: what happens is drawn from `chance`, and planned in the world's agenda. */
export interface Life {
	world: World;
	calcom: CalCom;
	opened: OpenedYear;
	chance: Chance;
	calendar: Calendar;
	families: Families;
	/** How often people did what. */
	done: Map<string, number>;
	/** Who did what when, for the life of one booking. */
	log: Array<{ at: number; what: string; uid: string }>;
}

/** Plans something; it happens if it still can at that time. */
export function plan(
	life: Life,
	at: number,
	what: string,
	booking: Booking | null,
	act: () => Promise<unknown>,
	canStill: () => boolean = () => true,
): void {
	life.world.agenda.add(at, async () => {
		if (!canStill()) return;
		life.log.push({ at, what, uid: booking?.uid ?? '' });
		try {
			await act();
			life.done.set(what, (life.done.get(what) ?? 0) + 1);
		} catch (error) {
			// A class that is full, or a person who sits there already.
			if (!(error instanceof Refused)) throw error;
		}
	});
}

/** Some time between now and shortly before the start; a few people change their minds immediately. */
export function beforeStart({ world, chance }: Life, { start }: Booking): number {
	const now = world.now;
	const soon = now + chance.between(20_000, 6 * minute);
	const any = chance.between(now + 6 * minute, Math.max(now + 7 * minute, start - 10 * minute));
	return chance.hits(0.1) ? soon : any;
}

export const isOpen = ({ status, typeId }: Booking) => status === 'accepted' && typeId !== null;
export const isPending = ({ status }: Booking) => status === 'pending';
export const isReal = ({ status }: Booking) => status === 'accepted' || status === 'pending';

/** Draws one of several outcomes by its share; null for the rest. */
export function draw<Name extends string>(
	chance: Chance,
	shares: ReadonlyArray<readonly [Name, number]>,
): Name | null {
	let left = chance.share();
	return shares.find(([, share]) => (left -= share) < 0)?.[0] ?? null;
}
