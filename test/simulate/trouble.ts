import type { Faults } from '../support/calcom';
import { day, hour } from './school/calendar';

/** What goes wrong between Cal.com and n8n. Times are milliseconds since 1970. */
export interface Trouble {
	faults: Partial<Faults>;
	/** n8n does not run: nothing is received, and nothing is reconciled. */
	isDown: (now: number) => boolean;
	/** Cal.com's API answers with a proxy's error page. */
	isAway: (now: number) => boolean;
}

/** A Monday; in the past, so that no row is newer than the database's own clock. */
export const begins = Date.parse('2025-09-01T00:00:00Z');

/** n8n is down for a day, and later the API for an hour of a morning. */
export function usualTrouble(days: number): Trouble {
	const downFrom = begins + Math.floor(days * 0.4) * day;
	const awayFrom = begins + Math.floor(days * 0.7) * day + 10.5 * hour;
	return {
		faults: { lost: 0.05, doubled: 0.05, silent: 0.01, lagMs: [0, 45_000] },
		isDown: (now) => now >= downFrom && now < downFrom + day,
		isAway: (now) => now >= awayFrom && now < awayFrom + hour,
	};
}

/** Everything is delivered once, without a lag, and nothing is ever down. */
export const noTrouble: Trouble = { faults: {}, isDown: () => false, isAway: () => false };
