import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';

import { MtlError } from '../../domain/errors';
import type { Db } from '../connection';
import { missingStatements } from './compare';
import { requiredTables } from './schema';

const leaseName = 'migrate';
const leaseSeconds = 30;
const renewalMs = 10_000;
const lookMs = 200;

/** Proves that no other process migrates. */
export interface Lease {
	/** @throws {MtlError} `busy` if another process has taken over */
	renew(): Promise<void>;
}

/**
 * Runs `work` while no other process does the same, by a row with an owner and an end: clusters
 * refuse the servers' own named locks. The lease of a process that was killed ends after 30 s.
 *
 * @param waitMs how long to wait for another process
 * @throws {MtlError} `busy` if it still runs then
 */
export async function withLease<T>(
	db: Db,
	work: (lease: Lease) => Promise<T>,
	waitMs = 60_000,
): Promise<T> {
	const owner = randomUUID();
	const deadline = Date.now() + waitMs;
	while (!(await take(db, owner))) {
		if (Date.now() > deadline) throw busy(waitMs);
		await wait(lookMs);
	}
	const renewal = setInterval(() => void renew(db, owner).catch(() => {}), renewalMs);
	renewal.unref();
	try {
		return await work({
			renew: async () => {
				if (!(await renew(db, owner))) throw busy(0);
			},
		});
	} finally {
		clearInterval(renewal);
		// A connection that broke leaves the lease to its end; only the reason for the break matters.
		await sql`DELETE FROM mtl_leases WHERE name = ${leaseName} AND owner = ${owner}`
			.execute(db)
			.catch(() => {});
	}
}

/** Creates the table of leases, before anything else. */
export async function createLeases(db: Db): Promise<void> {
	for (const required of requiredTables.filter(({ name }) => name === 'mtl_leases')) {
		for (const statement of missingStatements(required, undefined)) {
			await sql.raw(statement).execute(db);
		}
	}
}

/** Takes a lease that is free or has ended. Assignments run from left to right. */
async function take(db: Db, owner: string): Promise<boolean> {
	await sql`INSERT INTO mtl_leases (name, owner, ends_at)
		VALUES (${leaseName}, ${owner}, UTC_TIMESTAMP(3) + INTERVAL ${leaseSeconds} SECOND)
		ON DUPLICATE KEY UPDATE owner = IF(ends_at < UTC_TIMESTAMP(3), VALUES(owner), owner),
			ends_at = IF(owner = VALUES(owner), VALUES(ends_at), ends_at)`.execute(db);
	const { rows } = await sql<{
		owner: string;
	}>`SELECT owner FROM mtl_leases WHERE name = ${leaseName}`.execute(db);
	return rows[0]?.owner === owner;
}

/** False if the lease is another's. */
async function renew(db: Db, owner: string): Promise<boolean> {
	await sql`UPDATE mtl_leases SET ends_at = UTC_TIMESTAMP(3) + INTERVAL ${leaseSeconds} SECOND
		WHERE name = ${leaseName} AND owner = ${owner}`.execute(db);
	const { rows } = await sql<{
		owner: string;
	}>`SELECT owner FROM mtl_leases WHERE name = ${leaseName}`.execute(db);
	return rows[0]?.owner === owner;
}

function busy(waitMs: number): MtlError {
	return new MtlError(
		'busy',
		waitMs > 0
			? `Another migration of this database has been running for more than ${Math.round(waitMs / 1000)} seconds.`
			: 'Another migration of this database has taken over.',
		'Wait for it to end, then migrate again.',
	);
}
