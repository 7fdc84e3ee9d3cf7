import { sql } from 'kysely';

import type { Db } from '../connection';
import { type ActualColumn, columnOf, type ColumnRow } from './describeColumn';
import { describeServer, type Server } from './describeServer';

export interface ActualIndex {
	name: string;
	unique: boolean;
	/** Lower case; null for an expression. */
	columns: Array<string | null>;
	/** Whether it covers only the beginning of some column. */
	prefix: boolean;
}

/** A foreign key; names as the database writes them, columns in lower case. */
export interface ForeignKey {
	name: string;
	table: string;
	column: string;
	target: string;
	targetColumn: string;
}

/** A table or view as it exists in the database. */
export interface ActualTable {
	name: string;
	isView: boolean;
	/** The SQL of a view, if the account may see it. */
	definition: string | null;
	/** Null for a view. */
	engine: string | null;
	rowFormat: string | null;
	columns: ActualColumn[];
	indexes: ActualIndex[];
	foreignKeys: ForeignKey[];
	/** Foreign keys of other tables that point to this one. */
	referencedBy: ForeignKey[];
	triggers: string[];
	checks: Check[];
}

/** A CHECK constraint. */
export interface Check {
	name: string;
	/** SQL, as it can be run again. */
	clause: string;
}

/** Everything that decides whether the package can work in a database. */
export interface Description {
	server: Server;
	/** Tables and views by lower-case name. */
	tables: ReadonlyMap<string, ActualTable>;
}

/** Describes the current database and its server; changes nothing. */
export async function describeDatabase(db: Db): Promise<Description> {
	const server = await describeServer(db);
	const tables = new Map<string, ActualTable>();
	for (const table of await describeTables(db)) tables.set(table.name.toLowerCase(), table);
	const of = (row: { table_name: string }) => tables.get(row.table_name.toLowerCase());
	for (const row of await readColumns(db)) of(row)?.columns.push(columnOf(row, server.isMariaDb));
	for (const row of await readIndexes(db)) addIndexColumn(of(row), row);
	for (const key of await readForeignKeys(db)) {
		tables.get(key.table.toLowerCase())?.foreignKeys.push(key);
		tables.get(key.target.toLowerCase())?.referencedBy.push(key);
	}
	for (const row of await readViews(db)) {
		const view = of(row);
		if (view) view.definition = row.definition;
	}
	for (const row of await readTriggers(db)) of(row)?.triggers.push(row.name);
	for (const row of await readChecks(db, server.isMariaDb)) {
		// MySQL quotes the text of an expression once more.
		const clause = server.isMariaDb ? row.clause : row.clause.replace(/\\'/g, "'");
		of(row)?.checks.push({ name: row.name, clause });
	}
	return { server, tables };
}

async function describeTables(db: Db): Promise<ActualTable[]> {
	const { rows } = await sql<{
		name: string;
		type: string;
		engine: string | null;
		row_format: string | null;
	}>`SELECT TABLE_NAME AS name, TABLE_TYPE AS type, ENGINE AS engine, ROW_FORMAT AS row_format
		FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME`.execute(db);
	return rows.map(({ name, type, engine, row_format: rowFormat }) => ({
		name,
		isView: type === 'VIEW',
		definition: null,
		engine,
		rowFormat,
		columns: [],
		indexes: [],
		foreignKeys: [],
		referencedBy: [],
		triggers: [],
		checks: [],
	}));
}

async function readColumns(db: Db): Promise<ColumnRow[]> {
	const { rows } = await sql<ColumnRow>`SELECT TABLE_NAME AS table_name, COLUMN_NAME AS column_name,
		COLUMN_TYPE AS column_type, DATA_TYPE AS data_type, IS_NULLABLE AS is_nullable, COLUMN_DEFAULT AS column_default,
		EXTRA AS extra, CHARACTER_SET_NAME AS character_set, COLLATION_NAME AS collation_name,
		CHARACTER_MAXIMUM_LENGTH AS length, CHARACTER_OCTET_LENGTH AS bytes
		FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY ORDINAL_POSITION`.execute(
		db,
	);
	return rows;
}

interface IndexRow {
	table_name: string;
	index_name: string;
	non_unique: number;
	column_name: string | null;
	sub_part: number | null;
}

async function readIndexes(db: Db): Promise<IndexRow[]> {
	const { rows } = await sql<IndexRow>`SELECT TABLE_NAME AS table_name, INDEX_NAME AS index_name,
		NON_UNIQUE AS non_unique, COLUMN_NAME AS column_name, SUB_PART AS sub_part
		FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`.execute(
		db,
	);
	return rows;
}

function addIndexColumn(table: ActualTable | undefined, row: IndexRow): void {
	if (!table) return;
	const index = table.indexes.find(({ name }) => name === row.index_name) ?? {
		name: row.index_name,
		unique: !Number(row.non_unique),
		columns: [],
		prefix: false,
	};
	if (index.columns.length === 0) table.indexes.push(index);
	index.columns.push(row.column_name?.toLowerCase() ?? null);
	index.prefix ||= row.sub_part !== null;
}

async function readForeignKeys(db: Db): Promise<ForeignKey[]> {
	const { rows } = await sql<ForeignKey>`SELECT CONSTRAINT_NAME AS name, TABLE_NAME AS \`table\`,
		LOWER(COLUMN_NAME) AS \`column\`, REFERENCED_TABLE_NAME AS target, LOWER(REFERENCED_COLUMN_NAME) AS targetColumn
		FROM information_schema.KEY_COLUMN_USAGE
		WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_SCHEMA = DATABASE()
		ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION`.execute(db);
	return rows;
}

async function readTriggers(db: Db): Promise<Array<{ table_name: string; name: string }>> {
	const { rows } = await sql<{ table_name: string; name: string }>`SELECT
		EVENT_OBJECT_TABLE AS table_name, TRIGGER_NAME AS name FROM information_schema.TRIGGERS
		WHERE EVENT_OBJECT_SCHEMA = DATABASE() ORDER BY TRIGGER_NAME`.execute(db);
	return rows;
}

async function readViews(db: Db): Promise<Array<{ table_name: string; definition: string }>> {
	const { rows } = await sql<{ table_name: string; definition: string }>`SELECT
		TABLE_NAME AS table_name, VIEW_DEFINITION AS definition FROM information_schema.VIEWS
		WHERE TABLE_SCHEMA = DATABASE()`.execute(db);
	return rows;
}

interface CheckRow {
	table_name: string;
	name: string;
	clause: string;
}

async function readChecks(db: Db, isMariaDb: boolean): Promise<CheckRow[]> {
	const table = isMariaDb ? 'c.TABLE_NAME' : 't.TABLE_NAME';
	const join = isMariaDb
		? ''
		: `JOIN information_schema.TABLE_CONSTRAINTS t ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA
			AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME AND t.CONSTRAINT_TYPE = 'CHECK' AND t.ENFORCED = 'YES'`;
	const { rows } = await sql
		.raw<CheckRow>(
			`SELECT ${table} AS table_name, c.CONSTRAINT_NAME AS name, c.CHECK_CLAUSE AS clause
			FROM information_schema.CHECK_CONSTRAINTS c ${join} WHERE c.CONSTRAINT_SCHEMA = DATABASE() ORDER BY c.CONSTRAINT_NAME`,
		)
		.execute(db);
	// MariaDB keeps JSON as text with such a constraint.
	return rows.filter(({ clause }) => !/^json_valid\(`\w+`\)$/i.test(clause));
}
