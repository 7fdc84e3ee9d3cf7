import { sql } from 'kysely';

import type { Db } from './connection';
import { requiredTables } from './migration/schema';

/** The tables whose own columns answers can go to. */
export type AnswerTable = 'leads' | 'bookings';

/** A column that the school, or its application, has added to a table of ours. */
export interface OwnColumn {
	table: AnswerTable;
	/** As the server spells it. */
	column: string;
	/** Such as `varchar(100)` or `enum('a','b')`. */
	type: string;
	nullable: boolean;
	/** Whether it has a default, for columns that are not nullable. */
	hasDefault: boolean;
}

/** Types of columns that take no answer. */
const untold = new Set(['geometry', 'point', 'linestring', 'polygon', 'vector', 'bit']);

/** Columns that say something about the row itself, in frameworks or in this package. */
const aboutRows = new Set(['deleted_at', 'living_email']);

const ours = new Set(
	requiredTables.flatMap(({ name, columns }) =>
		Object.keys(columns).map((column) => `${name}.${column}`),
	),
);

/**
 * The columns of `leads` and `bookings` that are not this package's: not generated, and no keys that
 * the server assigns.
 */
export async function findOwnColumns(db: Db): Promise<OwnColumn[]> {
	const { rows } = await sql<{
		table_name: AnswerTable;
		name: string;
		kind: string;
		type: string;
		nullable: string;
		defaults: string | null;
		extra: string;
	}>`SELECT LOWER(TABLE_NAME) AS table_name, COLUMN_NAME AS name, LOWER(DATA_TYPE) AS kind, COLUMN_TYPE AS type,
			IS_NULLABLE AS nullable, COLUMN_DEFAULT AS defaults, LOWER(EXTRA) AS extra
		FROM information_schema.COLUMNS
		WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ('leads', 'bookings')
		ORDER BY TABLE_NAME DESC, ORDINAL_POSITION`.execute(db);
	const json = await jsonColumns(db);
	return rows
		.filter(({ table_name: table, name, kind, extra }) => {
			const column = name.toLowerCase();
			const isOurs = ours.has(`${table}.${column}`) || aboutRows.has(column);
			const isKept = /generated|auto_increment|on update/.test(extra);
			return !isOurs && !isKept && !untold.has(kind) && !/blob|binary/.test(kind);
		})
		.map(({ table_name: table, name, type, nullable, defaults }) => ({
			...{ table, column: name },
			type: json.has(`${table}.${name}`.toLowerCase()) ? 'json' : type,
			nullable: nullable === 'YES',
			hasDefault: defaults !== null,
		}));
}

/** MariaDB has no type for JSON: such a column is a text with a check. Lower-case `table.column`. */
async function jsonColumns(db: Db): Promise<Set<string>> {
	const { rows: servers } = await sql<{ version: string }>`SELECT VERSION() AS version`.execute(db);
	if (!/mariadb/i.test(servers[0]?.version ?? '')) return new Set();
	const { rows } = await sql<{ table_name: string; clause: string }>`
		SELECT TABLE_NAME AS table_name, CHECK_CLAUSE AS clause FROM information_schema.CHECK_CONSTRAINTS
		WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME IN ('leads', 'bookings')`.execute(db);
	const places = rows.flatMap(({ table_name: table, clause }) => {
		const column = /^json_valid\(`([^`]+)`\)$/i.exec(clause)?.[1];
		return column ? [`${table}.${column}`.toLowerCase()] : [];
	});
	return new Set(places);
}
