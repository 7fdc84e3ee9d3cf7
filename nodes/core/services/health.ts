import type { Db } from '../db/connection';
import { findReports } from '../db/repositories/calComAccounts';
import { inboxHealth, type InboxHealth } from '../db/repositories/health';
import { type Lists, monitoringLists } from '../db/repositories/monitoring';
import { withInstallation } from '../db/installation';
import { attempt, retries } from '../db/transaction';
import { countHeld, type HeldCount } from './held';
import { problemsOf } from './reconcile/problems';
import type { DriftReport } from './reconcile/report';
import { leaseSeconds } from './retryEvents';

export interface Health extends InboxHealth, HeldCount {
	refusedSinceStart: number;
	/** The last comparison with Cal.com, for each account. */
	reconciliations: DriftReport[];
	/** What a person should know about them, one sentence each. */
	reconciliationProblems: string[];
	/** Transactions retried at the database's request, in this process since it started. */
	retriesSinceStart: { conflicts: number; connections: number };
}

/**
 * The state of the inbox, for people and monitoring workflows.
 *
 * @param refusedSinceStart deliveries that this process has refused since it started
 */
export async function healthOf(db: Db, refusedSinceStart: number): Promise<Health> {
	const now = new Date();
	const inbox = await attempt(async () => await inboxHealth(db, leaseSeconds));
	const reports = await attempt(async () => await findReports(db));
	const reconciliations = reports.map(({ report }) => report as DriftReport);
	return {
		...inbox,
		...countHeld(db, now),
		refusedSinceStart,
		reconciliations,
		reconciliationProblems: reconciliations.flatMap((report) => problemsOf(report, now)),
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
