import { sql } from 'kysely';

import type { Db } from '../connection';
import { explain } from '../errors';
import { missingStatements } from './compare';
import { describeDatabase } from './describe';
import { obstacles } from './migrate';
import { schemaVersion, viewName, requiredTables } from './schema';

export interface DatabaseReport {
	ready: boolean;
	/** One sentence for people: the database is ready, or what is missing and what to do. */
	message: string;
	/** The server's version, e.g. `10.11.6-MariaDB`. */
	server: string;
	/** The newest schema version recorded; null before the first migration. */
	version: number | null;
	problems: string[];
}

/**
 * Checks whether the database has everything required and may be written to; changes nothing.
 *
 * @throws {MtlError} when the database can't be reached
 */
export async function checkDatabase(db: Db): Promise<DatabaseReport> {
	try {
		const { rows } = await sql<{ server: string }>`SELECT VERSION() AS server`.execute(db);
		const actual = await describeDatabase(db);
		const missing = requiredTables.filter(
			(required) => missingStatements(required, actual.get(required.name)).length > 0,
		);
		const privileges = await missingPrivileges(db, missing.length === 0);
		const standing = await obstacles(db, actual);
		const incomplete = missing.length > 0 || !actual.has(viewName);
		const problems = [
			...missing.map(({ name }) =>
				actual.has(name)
					? `The table ${name} lacks columns or indexes.`
					: `The table ${name} is missing.`,
			),
			...(actual.has(viewName) ? [] : [`The view ${viewName} is missing.`]),
			...privileges,
			...standing,
		];
		return {
			ready: problems.length === 0,
			message: messageFor(problems, incomplete, standing.length > 0),
			server: rows[0]?.server ?? 'unknown',
			version:
				actual.has('mtl_schema') && !cannotRead(privileges) ? await recordedVersion(db) : null,
			problems,
		};
	} catch (error) {
		throw explain(error);
	}
}

function messageFor(problems: string[], incomplete: boolean, blocked: boolean): string {
	if (problems.length === 0) return `The database is ready (schema version ${schemaVersion}).`;
	const migrate = 'run Database: Migrate (or `npx n8n-nodes-mtl migrate --url …`).';
	const settle = 'ask your database administrator to change this';
	const steps = incomplete ? (blocked ? `${settle}, then ${migrate}` : migrate) : `${settle}.`;
	const next = ` ${steps.charAt(0).toUpperCase()}${steps.slice(1)}`;
	return `The database is not ready: ${problems.join(' ')}${next}`;
}

/** Tests privileges by writes that change nothing; grants come in too many forms to read. */
async function missingPrivileges(db: Db, tablesExist: boolean): Promise<string[]> {
	if (!tablesExist) return [];
	const lacking: string[] = [];
	for (const { name, columns, foreign } of requiredTables) {
		if (foreign) continue;
		const names = Object.keys(columns);
		const probes = {
			SELECT: `SELECT ${names.join(', ')} FROM ${name} WHERE 1 = 0`,
			INSERT: `INSERT INTO ${name} (${names.join(', ')}) SELECT ${names.map(() => 'NULL').join(', ')} FROM (SELECT 1) none WHERE 1 = 0`,
			UPDATE: `UPDATE ${name} SET ${names.map((column) => `${column} = NULL`).join(', ')} WHERE 1 = 0`,
			DELETE: `DELETE FROM ${name} WHERE 1 = 0`,
		};
		for (const [privilege, probe] of Object.entries(probes)) {
			await sql
				.raw(probe)
				.execute(db)
				.catch((error: { errno?: number }) => {
					if (error.errno !== 1142 && error.errno !== 1143) throw error;
					lacking.push(`The database user lacks the ${privilege} privilege on ${name}.`);
				});
		}
	}
	return lacking;
}

function cannotRead(privileges: readonly string[]): boolean {
	return privileges.some((sentence) => sentence.endsWith('SELECT in mtl_schema.'));
}

async function recordedVersion(db: Db): Promise<number | null> {
	const { rows } = await sql<{
		version: number | null;
	}>`SELECT MAX(version) AS version FROM mtl_schema`.execute(db);
	return rows[0]?.version ?? null;
}
