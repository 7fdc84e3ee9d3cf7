import { CalComApi } from '../../nodes/core/calcom/api/client';
import type { Db } from '../../nodes/core/db/connection';
import { reconcile } from '../../nodes/core/services/reconcile/reconcile';
import { claimUnfinished } from '../../nodes/core/services/retryEvents';
import { work } from '../db/deliver';
import type { Life } from './school/life';
import type { Reconcile } from './simulate';

/** The API with the owner's key. While a request waits for its turn, the school lives on. */
export function apiOf({ calcom, opened, world }: Life): CalComApi {
	const clock = {
		now: () => world.now,
		sleep: async (ms: number) => await world.advanceTo(world.now + ms),
	};
	return new CalComApi({ baseUrl: calcom.url, key: opened.ina.key }, clock);
}

/** The event types that are the school's, beside those of the host herself. */
export function oursOf({ opened: { robin } }: Life): { eventTypeIds: number[] } {
	return { eventTypeIds: robin ? [robin.id] : [] };
}

/** Reconciliation as its workflow runs it: what is found is recorded, then its branches run. */
export function reconcileWith(db: Db): (life: Life) => Promise<Reconcile> {
	return async (life) => {
		const now = () => new Date(life.world.now);
		return async (_, scope) => {
			const report = await reconcile(db, apiOf(life), { scope, now, ...oursOf(life) });
			for (;;) {
				const { events } = await claimUnfinished(db, 50, now());
				if (events.length === 0) return report;
				for (const event of events) await work(db, event);
			}
		};
	};
}
