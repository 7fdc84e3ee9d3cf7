import type { Db } from '../db/connection';
import { inboxHealth, type InboxHealth } from '../db/repositories/health';
import { type Lists, monitoringLists } from '../db/repositories/monitoring';
import { withInstallation } from '../db/installation';
import { attempt, retries } from '../db/transaction';
import { countHeld, type HeldCount } from './held';
import { leaseSeconds } from './retryEvents';

export interface Health extends InboxHealth, HeldCount {
	refusedSinceStart: number;
	/** Transactions retried at the database's request, in this process since it started. */
	retriesSinceStart: { conflicts: number; connections: number };
}

/**
 * The state of the inbox, for people and monitoring workflows.
 *
 * @param refusedSinceStart deliveries that this process has refused since it started
 */
export async function healthOf(db: Db, refusedSinceStart: number): Promise<Health> {
	const inbox = await attempt(async () => await inboxHealth(db, leaseSeconds));
	return {
		...inbox,
		...countHeld(db, new Date()),
		refusedSinceStart,
		retriesSinceStart: { ...retries },
	};
}

/** The latest events and bookings, with the people's names and addresses. */
export async function listsOf(db: Db): Promise<Lists> {
	return await withInstallation(
		db,
		async (installation) => await attempt(async () => await monitoringLists(db, installation)),
	);
}
