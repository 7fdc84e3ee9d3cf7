import { setTimeout as sleep } from 'node:timers/promises';

import { isAway } from '../domain/errors';

const tries = 3;
const waitMs = 1000;

/**
 * Retries while the database is unavailable, so that a restart goes unnoticed. `work` must be safe
 * to repeat.
 */
export async function retryWhileAway<T>(work: () => Promise<T>): Promise<T> {
	for (let left = tries - 1; ; left--) {
		try {
			return await work();
		} catch (error) {
			if (left === 0 || !isAway(error)) throw error;
			await sleep(waitMs);
		}
	}
}
