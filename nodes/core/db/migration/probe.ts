import { sql } from 'kysely';

import type { Db } from '../connection';
import { hasColumn, missingIndexes, requirementsFor } from './compare';
import type { ActualTable, Description } from './describe';
import { literal, quoted } from './rules/finding';
import { writtenWords } from './rules/words';
import { requiredTables } from './schema';
import { isSoftlyDeleted, ownViews } from './view';

/** Words of the package that a CHECK or a foreign key refuses. */
export interface RefusedWords {
	table: string;
	column: string;
	constraint: string;
	words: string[];
}

/** Why the view cannot be read: its account, or something it is made of. */
export type ViewFault = 'account' | 'parts';

/** Existing rows that have the same values in columns that must be unique. */
export interface RepeatedRows {
	table: string;
	columns: string[];
	ids: string;
}

/** What only the database itself can answer. */
export interface Answers {
	refused: RefusedWords[];
	views: ReadonlyMap<string, ViewFault>;
	repeated: RepeatedRows[];
}

/** Asks by queries that change nothing. */
export async function probeDatabase(db: Db, description: Description): Promise<Answers> {
	return {
		refused: await refusedWords(db, description),
		views: await viewFaults(db, description),
		repeated: await repeatedRows(db, description),
	};
}

async function refusedWords(db: Db, { tables }: Description): Promise<RefusedWords[]> {
	const refused: RefusedWords[] = [];
	for (const [full, words] of Object.entries(writtenWords)) {
		const [table = '', column = ''] = full.split('.');
		const actual = tables.get(table);
		if (!actual || actual.isView) continue;
		const rows = words.map((word) => `SELECT ${asIn(actual, column, word)} AS ${column}`);
		for (const { constraint, refuses } of constraintsOn(actual, column)) {
			const found = await wordsOf(
				db,
				`SELECT ${column} AS word FROM (${rows.join(' UNION ALL ')}) words WHERE ${refuses}`,
			);
			if (found.length > 0) refused.push({ table, column, constraint, words: found });
		}
	}
	return refused;
}

/** A word as a value of the column, so that it compares as it would there. */
function asIn({ columns }: ActualTable, name: string, word: string): string {
	const { characterSet, collation } = columns.find((column) => column.name === name) ?? {};
	if (!characterSet) return literal(word);
	return `CONVERT(${literal(word)} USING ${characterSet}) COLLATE ${collation}`;
}

/** The constraints on one column, each with the condition under which it refuses a row. */
function constraintsOn(
	{ checks, foreignKeys }: ActualTable,
	column: string,
): Array<{ constraint: string; refuses: string }> {
	return [
		...checks
			.filter(({ clause }) => clause.includes(`\`${column}\``))
			.map(({ name, clause }) => ({ constraint: name, refuses: `NOT (${clause})` })),
		...foreignKeys
			.filter((key) => key.column === column)
			.map(({ name, target, targetColumn }) => ({
				constraint: name,
				refuses: `${column} NOT IN (SELECT ${quoted(targetColumn)} FROM ${quoted(target)} WHERE ${quoted(targetColumn)} IS NOT NULL)`,
			})),
	];
}

/** None if the condition cannot be asked about this column alone. */
async function wordsOf(db: Db, query: string): Promise<string[]> {
	const { rows } = await sql
		.raw<{ word: string }>(query)
		.execute(db)
		.catch(() => ({ rows: [] }));
	return rows.map(({ word }) => word);
}

const definerFaults = new Set([1045, 1370, 1449]);

/** Name of a view → why it cannot be read. */
async function viewFaults(db: Db, { tables }: Description): Promise<Map<string, ViewFault>> {
	const faults = new Map<string, ViewFault>();
	for (const { name } of ownViews.filter((one) => tables.get(one.name)?.isView)) {
		const fault = await viewFault(db, name);
		if (fault) faults.set(name, fault);
	}
	return faults;
}

async function viewFault(db: Db, name: string): Promise<ViewFault | null> {
	try {
		await sql.raw(`SELECT 1 FROM ${name} WHERE 1 = 0`).execute(db);
		return null;
	} catch (error) {
		const { errno = 0, fatal } = error as { errno?: number; fatal?: boolean };
		if (fatal) throw error;
		return definerFaults.has(errno) ? 'account' : 'parts';
	}
}

async function repeatedRows(db: Db, { tables }: Description): Promise<RepeatedRows[]> {
	const repeated: RepeatedRows[] = [];
	for (const table of requiredTables) {
		const actual = tables.get(table.name);
		if (!actual || actual.isView || table.foreign || !hasColumn(actual, 'id')) continue;
		const required = requirementsFor(table, actual);
		for (const { unique, columns } of missingIndexes(required, actual)) {
			const existing = columns.map((column) => (column === 'living_email' ? 'email' : column));
			if (unique && existing.every((column) => hasColumn(actual, column))) {
				repeated.push(...(await sameIn(db, actual, table.name, existing)));
			}
		}
	}
	const bookings = tables.get('bookings');
	const isNew = !tables.has('booking_references');
	if (
		isNew &&
		bookings &&
		hasColumn(bookings, 'external_booking_id') &&
		hasColumn(bookings, 'id')
	) {
		repeated.push(...(await sameIn(db, bookings, 'bookings', ['external_booking_id'])));
	}
	return repeated;
}

async function sameIn(
	db: Db,
	actual: ActualTable,
	table: string,
	columns: string[],
): Promise<RepeatedRows[]> {
	const list = columns.join(', ');
	const living = isSoftlyDeleted(actual) ? ['deleted_at IS NULL'] : [];
	const present = [...columns.map((column) => `${column} IS NOT NULL`), ...living].join(' AND ');
	const { rows } = await sql
		.raw<{
			ids: string;
		}>(
			`SELECT GROUP_CONCAT(id ORDER BY id SEPARATOR ', ') AS ids FROM ${quoted(actual.name)} WHERE ${present} GROUP BY ${list} HAVING COUNT(*) > 1 LIMIT 20`,
		)
		.execute(db);
	return rows.map(({ ids }) => ({ table, columns, ids: String(ids) }));
}
