import { sql } from 'kysely';

import type { Db } from '../connection';
import { explain } from '../errors';
import { missingStatements } from './compare';
import { type Description, describeDatabase } from './describe';
import { findingsIn } from './findings';
import { textOf } from './rules/finding';
import { requiredTables, schemaVersion } from './schema';
import { ownViews } from './view';

export interface DatabaseReport {
	ready: boolean;
	/** For people: the database is ready, or a list of what is missing and what to do. */
	message: string;
	/** The server's version, e.g. `10.11.6-MariaDB`. */
	server: string;
	/** The newest schema version recorded; null before the first migration. */
	version: number | null;
	/** What keeps the package from working, each with the SQL that mends it. */
	problems: string[];
	/** What is unusual here, and what the package makes of it. */
	notes: string[];
}

/**
 * Checks whether the database has everything required and may be written to; changes nothing.
 *
 * @throws {MtlError} when the database can't be reached
 */
export async function checkDatabase(db: Db): Promise<DatabaseReport> {
	try {
		const description = await describeDatabase(db);
		const missing = missingParts(description);
		const findings = await findingsIn(db, description);
		const obstacles = findings.filter(({ level }) => level === 'obstacle').map(textOf);
		const privileges = missing.length > 0 ? [] : await missingPrivileges(db, description);
		const problems = [...privileges, ...obstacles, ...missing];
		return {
			ready: problems.length === 0,
			message: messageFor(problems, missing.length),
			server: description.server.version,
			version: await recordedVersion(db, description),
			problems,
			notes: findings.filter(({ level }) => level === 'note').map(textOf),
		};
	} catch (error) {
		throw explain(error);
	}
}

/** What `migrate` adds. */
function missingParts({ tables }: Description): string[] {
	return [
		...requiredTables
			.filter((required) => missingStatements(required, tables.get(required.name)).length > 0)
			.map(({ name }) =>
				tables.has(name)
					? `The table ${name} lacks columns or indexes.`
					: `The table ${name} is missing.`,
			),
		...ownViews
			.filter(({ name }) => !tables.has(name))
			.map(({ name }) => `The view ${name} is missing.`),
	];
}

/** @param missing how many of the problems `migrate` solves */
function messageFor(problems: string[], missing: number): string {
	if (problems.length === 0) return `The database is ready (schema version ${schemaVersion}).`;
	const migrate = 'run Database: Migrate (or `npx n8n-nodes-mtl migrate --url …`).';
	const settle = 'ask your database administrator to make these changes';
	const blocked = missing < problems.length;
	const steps = missing === 0 ? `${settle}.` : blocked ? `${settle}, then ${migrate}` : migrate;
	const next = `${steps.charAt(0).toUpperCase()}${steps.slice(1)}`;
	return `The database is not ready:\n- ${problems.join('\n- ')}\n${next}`;
}

/** Tests privileges by writes that change nothing; grants come in too many forms to read. */
async function missingPrivileges(db: Db, { server }: Description): Promise<string[]> {
	const lacking: string[] = [];
	const denied = new Set([1142, 1143]);
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
					// Anything else that refuses a write is an obstacle, and named as such.
					if (!denied.has(error.errno ?? 0)) return;
					lacking.push(
						`The database user lacks the ${privilege} privilege on ${name}. Run: GRANT ${privilege} ON \`${server.database}\`.${name} TO ${server.account};`,
					);
				});
		}
	}
	return lacking;
}

/** Null also if the account may not read it, which is a problem of its own. */
async function recordedVersion(db: Db, { tables }: Description): Promise<number | null> {
	if (!tables.has('mtl_schema')) return null;
	const { rows } = await sql<{
		version: number | null;
	}>`SELECT MAX(version) AS version FROM mtl_schema`
		.execute(db)
		.catch((error: { errno?: number }) => {
			if (error.errno !== 1142 && error.errno !== 1143) throw error;
			return { rows: [] };
		});
	return rows[0]?.version ?? null;
}
