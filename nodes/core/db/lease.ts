import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';

import { MtlError } from '../domain/errors';
import type { Db } from './connection';
import { missingStatements } from './migration/compare';
import { requiredTables } from './migration/schema';

const leaseSeconds = 30;
const renewalMs = 10_000;
const lookMs = 200;

/** Work that only one process may do at a time. */
export interface ExclusiveWork {
	/** Of the lease; at most 32 characters. */
	name: string;
	/** As in "Another … is running". */
	title: string;
}

/** Proves that no other process does the same. */
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
	{ name, title }: ExclusiveWork,
	work: (lease: Lease) => Promise<T>,
	waitMs = 60_000,
): Promise<T> {
	const owner = randomUUID();
	const deadline = Date.now() + waitMs;
	while (!(await take(db, name, owner))) {
		if (Date.now() > deadline) throw busy(title, waitMs);
		await wait(lookMs);
	}
	const renewal = setInterval(() => void renew(db, name, owner).catch(() => {}), renewalMs);
	renewal.unref();
	try {
		return await work({
			renew: async () => {
				if (!(await renew(db, name, owner))) throw busy(title, 0);
			},
		});
	} finally {
		clearInterval(renewal);
		// A connection that broke leaves the lease to its end; only the reason for the break matters.
		await sql`DELETE FROM mtl_leases WHERE name = ${name} AND owner = ${owner}`
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
async function take(db: Db, name: string, owner: string): Promise<boolean> {
	await sql`INSERT INTO mtl_leases (name, owner, ends_at)
		VALUES (${name}, ${owner}, UTC_TIMESTAMP(3) + INTERVAL ${leaseSeconds} SECOND)
		ON DUPLICATE KEY UPDATE owner = IF(ends_at < UTC_TIMESTAMP(3), VALUES(owner), owner),
			ends_at = IF(owner = VALUES(owner), VALUES(ends_at), ends_at)`.execute(db);
	const { rows } = await sql<{
		owner: string;
	}>`SELECT owner FROM mtl_leases WHERE name = ${name}`.execute(db);
	return rows[0]?.owner === owner;
}

/** False if the lease is another's. */
async function renew(db: Db, name: string, owner: string): Promise<boolean> {
	await sql`UPDATE mtl_leases SET ends_at = UTC_TIMESTAMP(3) + INTERVAL ${leaseSeconds} SECOND
		WHERE name = ${name} AND owner = ${owner}`.execute(db);
	const { rows } = await sql<{
		owner: string;
	}>`SELECT owner FROM mtl_leases WHERE name = ${name}`.execute(db);
	return rows[0]?.owner === owner;
}

function busy(title: string, waitMs: number): MtlError {
	return new MtlError(
		'busy',
		waitMs > 0
			? `Another ${title} has been running for more than ${Math.round(waitMs / 1000)} seconds.`
			: `Another ${title} is running.`,
		'Wait for it to end, then try again.',
	);
}
