import { sql } from 'kysely';

import { MtlError } from '../../domain/errors';
import { provider } from '../../domain/event';
import type { Db } from '../connection';
import { explain } from '../errors';
import { createLeases, type Lease, withLease } from '../lease';
import { type Description, describeDatabase } from './describe';
import { findingsIn, statementsFor } from './findings';
import { textOf } from './rules/finding';
import { schemaVersion } from './schema';
import { isSoftlyDeleted } from './view';

export const migration = { name: 'migrate', title: 'migration of this database' };

/**
 * Adds the missing tables, columns, indexes and view, and references to bookings that existed
 * before. Never drops or rewrites; does nothing the second time; simultaneous runs wait for each
 * other. Each statement is its own transaction, because MySQL commits DDL immediately: after a
 * failure, run it again.
 *
 * @param report receives the beginning of each statement, to show progress
 * @returns the number of statements run
 * @throws {MtlError} listing everything that a person must fix first; then nothing was changed
 */
export async function migrate(db: Db, report: (line: string) => void = () => {}): Promise<number> {
	try {
		const description = await describeDatabase(db);
		await refuseObstacles(db, description);
		if (!description.tables.has('mtl_leases')) await createLeases(db);
		return await withLease(db, migration, async (lease) => await addMissing(db, lease, report));
	} catch (error) {
		throw explain(error);
	}
}

async function refuseObstacles(db: Db, description: Description): Promise<void> {
	const findings = await findingsIn(db, description);
	const obstacles = findings.filter(({ level }) => level === 'obstacle');
	if (obstacles.length === 0) return;
	throw new MtlError(
		'schema',
		`The database must be changed before the migration:\n- ${obstacles.map(textOf).join('\n- ')}`,
		'Make these changes, then migrate again. Nothing was changed.',
	);
}

async function addMissing(db: Db, lease: Lease, report: (line: string) => void): Promise<number> {
	const description = await describeDatabase(db);
	const statements = statementsFor(description);
	for (const statement of statements) {
		report(statement.split('(')[0]?.trim().slice(0, 100) ?? statement);
		await lease.renew();
		await sql.raw(statement).execute(db);
	}
	await adoptBookings(db, isSoftlyDeleted(description.tables.get('bookings')));
	await sql`INSERT INTO mtl_schema (version) VALUES (${schemaVersion}) ON DUPLICATE KEY UPDATE version = version`.execute(
		db,
	);
	return statements.length;
}

/**
 * From now on, bookings made earlier by another application are found by their Cal.com id. If a
 * deleted booking has the id of a living one, it means the living one.
 */
async function adoptBookings(db: Db, isSoftlyDeletedTable: boolean): Promise<void> {
	const livingFirst = isSoftlyDeletedTable ? sql`b.deleted_at IS NOT NULL, ` : sql``;
	await sql`INSERT INTO booking_references (provider, uid, seat_key, booking_id)
		SELECT ${provider}, b.external_booking_id, '', b.id FROM bookings b
		LEFT JOIN booking_references r ON r.booking_id = b.id
		WHERE b.booking_provider = ${provider} AND b.external_booking_id IS NOT NULL AND b.external_booking_id <> '' AND r.id IS NULL
		ORDER BY ${livingFirst}b.id
		ON DUPLICATE KEY UPDATE booking_references.booking_id = booking_references.booking_id`.execute(db);
}
