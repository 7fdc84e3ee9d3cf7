import type { Db } from '../db/connection';
import { inboxHealth, type InboxHealth } from '../db/repositories/health';
import { type Lists, monitoringLists } from '../db/repositories/monitoring';
import { attempt, retries } from '../db/transaction';
import { leaseSeconds } from './retryEvents';

/** Counted in this process since it started; n8n's webhook processes each count their own. */
export const refusals = { count: 0 };

export interface Health extends InboxHealth {
	refusedSinceStart: number;
	/** Transactions that the database asked to run again, in this process since it started. */
	retriesSinceStart: { conflicts: number; connections: number };
}

/** What a person, or a watching workflow, wants to know of the inbox. */
export async function healthOf(db: Db): Promise<Health> {
	const inbox = await attempt(async () => await inboxHealth(db, leaseSeconds));
	return { ...inbox, refusedSinceStart: refusals.count, retriesSinceStart: { ...retries } };
}

/** The latest events and bookings, with the people's names and addresses. */
export async function listsOf(db: Db): Promise<Lists> {
	return await attempt(async () => await monitoringLists(db));
}
