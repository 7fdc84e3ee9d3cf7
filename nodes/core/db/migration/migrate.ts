import { sql } from 'kysely';

import { MtlError } from '../../domain/errors';
import { provider } from '../../domain/event';
import type { Db } from '../connection';
import { explain } from '../errors';
import { conflicts, missingStatements, missingUniqueKeys } from './compare';
import { type ActualTable, describeDatabase } from './describe';
import { schemaVersion, viewName, viewSql, requiredTables } from './schema';

const lockWaitSeconds = 60;

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
		return await db.connection().execute(async (connection) => {
			await lock(connection);
			try {
				return await addMissing(connection, report);
			} finally {
				await unlock(connection);
			}
		});
	} catch (error) {
		throw explain(error);
	}
}

async function addMissing(db: Db, report: (line: string) => void): Promise<number> {
	const actual = await describeDatabase(db);
	const problems = await obstacles(db, actual);
	if (problems.length > 0) {
		throw new MtlError(
			'schema',
			`Existing rows or columns prevent the migration:\n- ${problems.join('\n- ')}`,
			'Fix these, then migrate again. Nothing was changed.',
		);
	}
	const statements = requiredTables.flatMap((required) =>
		missingStatements(required, actual.get(required.name)),
	);
	if (!actual.has(viewName)) statements.push(`CREATE VIEW ${viewName} AS ${viewSql}`);
	for (const statement of statements) {
		report(statement.split('(')[0]?.trim().slice(0, 100) ?? statement);
		await sql.raw(statement).execute(db);
	}
	await adoptBookings(db);
	await sql`INSERT INTO mtl_schema (version) VALUES (${schemaVersion}) ON DUPLICATE KEY UPDATE version = version`.execute(
		db,
	);
	return statements.length;
}

/** What prevents the migration, in sentences without personal data. */
export async function obstacles(db: Db, actual: Map<string, ActualTable>): Promise<string[]> {
	const problems = requiredTables.flatMap((required) =>
		conflicts(required, actual.get(required.name)),
	);
	for (const required of requiredTables) {
		for (const columns of missingUniqueKeys(required, actual.get(required.name))) {
			problems.push(...(await repeated(db, required.name, columns)));
		}
	}
	const bookings = actual.get('bookings');
	if (
		bookings &&
		!actual.has('booking_references') &&
		bookings.columns.some(({ name }) => name === 'external_booking_id')
	) {
		problems.push(...(await repeated(db, 'bookings', ['external_booking_id'])));
	}
	return problems;
}

async function repeated(db: Db, table: string, columns: string[]): Promise<string[]> {
	const list = columns.join(', ');
	const present = columns.map((column) => `${column} IS NOT NULL`).join(' AND ');
	const { rows } = await sql
		.raw<{
			ids: string;
		}>(
			`SELECT GROUP_CONCAT(id ORDER BY id SEPARATOR ', ') AS ids FROM ${table} WHERE ${present} GROUP BY ${list} HAVING COUNT(*) > 1 LIMIT 20`,
		)
		.execute(db);
	return rows.map(
		({ ids }) => `${table}: the rows with the ids ${ids} have the same ${list}; it must be unique.`,
	);
}

/** From now on, bookings made earlier by another application are found by their Cal.com id. */
async function adoptBookings(db: Db): Promise<void> {
	await sql`INSERT INTO booking_references (provider, uid, seat_key, booking_id)
		SELECT ${provider}, b.external_booking_id, '', b.id FROM bookings b
		LEFT JOIN booking_references r ON r.booking_id = b.id
		WHERE b.booking_provider = ${provider} AND b.external_booking_id IS NOT NULL AND b.external_booking_id <> '' AND r.id IS NULL
		ON DUPLICATE KEY UPDATE booking_references.booking_id = booking_references.booking_id`.execute(db);
}

async function lock(db: Db): Promise<void> {
	const { rows } = await sql<{
		got: number | null;
	}>`SELECT GET_LOCK(LEFT(CONCAT('mtl_migrate_', DATABASE()), 64), ${lockWaitSeconds}) AS got`.execute(
		db,
	);
	if (Number(rows[0]?.got) === 1) return;
	throw new MtlError(
		'busy',
		`Another migration of this database has been running for more than ${lockWaitSeconds} seconds.`,
		'Wait for it to end, then migrate again.',
	);
}

/** A broken connection has released its lock; only the reason for the break matters then. */
async function unlock(db: Db): Promise<void> {
	await sql`SELECT RELEASE_LOCK(LEFT(CONCAT('mtl_migrate_', DATABASE()), 64))`
		.execute(db)
		.catch(() => {});
}
