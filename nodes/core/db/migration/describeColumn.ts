/** A column as it exists in the database. */
export interface ActualColumn {
	/** Lower case. */
	name: string;
	/** As in DDL, e.g. `varchar(255)` or `int(10) unsigned`. */
	type: string;
	/** Lower case, without length, e.g. `varchar`. */
	dataType: string;
	nullable: boolean;
	/** The default in SQL; null if there is none. */
	defaultSql: string | null;
	/** Whether an insert may leave the column out. */
	hasDefault: boolean;
	isAutoIncrement: boolean;
	isGenerated: boolean;
	/** ON UPDATE CURRENT_TIMESTAMP. */
	updatesItself: boolean;
	/** Null where the column is not a text. */
	characterSet: string | null;
	collation: string | null;
	/** In characters; null where the column is not a text. */
	length: number | null;
	/** At most this many; null where the column is not a text. */
	bytes: number | null;
}

export interface ColumnRow {
	table_name: string;
	column_name: string;
	column_type: string;
	data_type: string;
	is_nullable: string;
	column_default: string | null;
	extra: string;
	character_set: string | null;
	collation_name: string | null;
	length: number | string | null;
	bytes: number | string | null;
}

export function columnOf(row: ColumnRow, isMariaDb: boolean): ActualColumn {
	const number = (value: number | string | null) => (value === null ? null : Number(value));
	const isAutoIncrement = /auto_increment/i.test(row.extra);
	const isGenerated = /(virtual|stored|persistent) generated/i.test(row.extra);
	const defaultSql = defaultOf(row, isMariaDb);
	return {
		name: row.column_name.toLowerCase(),
		type: row.column_type,
		dataType: row.data_type.toLowerCase(),
		nullable: row.is_nullable === 'YES',
		defaultSql,
		hasDefault: defaultSql !== null || isAutoIncrement || isGenerated,
		isAutoIncrement,
		isGenerated,
		updatesItself: /on update/i.test(row.extra),
		characterSet: row.character_set,
		collation: row.collation_name,
		length: number(row.length),
		bytes: number(row.bytes),
	};
}

/** MariaDB stores defaults as SQL; MySQL stores constants without quotes and marks expressions. */
function defaultOf({ column_default: value, extra }: ColumnRow, isMariaDb: boolean): string | null {
	if (value === null || isMariaDb || /^b'/.test(value)) return value;
	if (/^current_timestamp(\(\d*\))?$/i.test(value)) return value;
	return /default_generated/i.test(extra) ? `(${value})` : `'${value.replace(/'/g, "''")}'`;
}
