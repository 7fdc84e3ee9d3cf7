import { sql } from 'kysely';

import type { Db } from '../connection';

export interface ActualColumn {
	name: string;
	type: string;
	nullable: boolean;
	hasDefault: boolean;
}

/** A table as it exists in the database. */
export interface ActualTable {
	name: string;
	columns: ActualColumn[];
	indexes: Array<{ name: string; unique: boolean; columns: string[] }>;
}

interface ColumnRow {
	table_name: string;
	column_name: string;
	column_type: string;
	is_nullable: string;
	column_default: string | null;
	extra: string;
}

interface IndexRow {
	table_name: string;
	index_name: string;
	non_unique: number;
	column_name: string;
}

/** Every table and view of the current database, by lower-case name. */
export async function describeDatabase(db: Db): Promise<Map<string, ActualTable>> {
	const columns = await sql<ColumnRow>`SELECT TABLE_NAME AS table_name, COLUMN_NAME AS column_name,
		COLUMN_TYPE AS column_type, IS_NULLABLE AS is_nullable, COLUMN_DEFAULT AS column_default, EXTRA AS extra
		FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY ORDINAL_POSITION`.execute(
		db,
	);
	const indexes = await sql<IndexRow>`SELECT TABLE_NAME AS table_name, INDEX_NAME AS index_name,
		NON_UNIQUE AS non_unique, COLUMN_NAME AS column_name
		FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() ORDER BY SEQ_IN_INDEX`.execute(
		db,
	);
	const tables = new Map<string, ActualTable>();
	for (const row of columns.rows) {
		const table = tables.get(row.table_name.toLowerCase()) ?? {
			name: row.table_name,
			columns: [],
			indexes: [],
		};
		table.columns.push({
			name: row.column_name.toLowerCase(),
			type: row.column_type,
			nullable: row.is_nullable === 'YES',
			hasDefault: row.column_default !== null || row.extra !== '',
		});
		tables.set(row.table_name.toLowerCase(), table);
	}
	for (const row of indexes.rows) addIndexColumn(tables.get(row.table_name.toLowerCase()), row);
	return tables;
}

function addIndexColumn(table: ActualTable | undefined, row: IndexRow): void {
	if (!table || !row.column_name) return;
	const known = table.indexes.find((index) => index.name === row.index_name);
	const column = row.column_name.toLowerCase();
	if (known) known.columns.push(column);
	else
		table.indexes.push({
			name: row.index_name,
			unique: !Number(row.non_unique),
			columns: [column],
		});
}
