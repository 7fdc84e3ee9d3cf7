import type { ActualColumn } from '../describeColumn';

/** What a rule has to say about a database. */
export interface Finding {
	/** An obstacle stops `migrate` before its first statement; the package copes with a note. */
	level: 'obstacle' | 'note';
	/** One sentence or two, without values of rows. */
	sentence: string;
	/** SQL that mends it, without the last semicolon; several statements are separated by `;\n`. */
	statement?: string;
}

export function obstacle(sentence: string, statement?: string): Finding {
	return { level: 'obstacle', sentence, ...(statement ? { statement } : {}) };
}

export function note(sentence: string, statement?: string): Finding {
	return { level: 'note', sentence, ...(statement ? { statement } : {}) };
}

/** A finding as one text. */
export function textOf({ sentence, statement }: Finding): string {
	return statement ? `${sentence} Run: ${statement};` : sentence;
}

/** A name of another application, in SQL. */
export function quoted(name: string): string {
	return `\`${name.replace(/`/g, '``')}\``;
}

/** A value in SQL. */
export function literal(value: string): string {
	return `'${value.replace(/'/g, "''")}'`;
}

export function listOf(values: readonly string[]): string {
	return values.map(literal).join(', ');
}

/**
 * Whether the column must allow NULL in the end. Each statement leaves the column as it must be,
 * because several may name the same one.
 */
export function allowsNull(column: ActualColumn, requiredType: string | undefined): boolean {
	return column.nullable || (requiredType !== undefined && !/NOT NULL/.test(requiredType));
}

/** The column's definition in SQL, with some of it changed, and never with ON UPDATE. */
export function definitionOf(
	column: ActualColumn,
	change: {
		type?: string;
		nullable?: boolean;
		characterSet?: { name: string; collation: string };
	} = {},
): string {
	const kept = column.characterSet
		? { name: column.characterSet, collation: column.collation ?? '' }
		: null;
	const set = 'characterSet' in change ? change.characterSet : change.type ? null : kept;
	const nullable = change.nullable ?? column.nullable;
	const hasNoDefault = column.defaultSql === null || column.defaultSql.toUpperCase() === 'NULL';
	return [
		change.type ?? column.type,
		...(set ? [`CHARACTER SET ${set.name} COLLATE ${set.collation}`] : []),
		nullable ? 'NULL' : 'NOT NULL',
		...(hasNoDefault ? (nullable ? ['DEFAULT NULL'] : []) : [`DEFAULT ${column.defaultSql}`]),
	].join(' ');
}
