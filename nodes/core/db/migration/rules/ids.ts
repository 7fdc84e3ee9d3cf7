import type { ActualTable, Description } from '../describe';
import type { ActualColumn } from '../describeColumn';
import { hasIndex } from '../compare';
import { type RequiredTable, requiredTables } from '../schema';
import { definitionOf, type Finding, obstacle, quoted } from './finding';

/** Bookings of some years don't fit. */
const tooSmall = new Set(['tinyint', 'smallint']);
const wholeNumbers = new Set([...tooSmall, 'mediumint', 'int', 'bigint']);
const counting = 'BIGINT UNSIGNED NOT NULL AUTO_INCREMENT';

/** Ids must be whole numbers that the database counts, and identify a row. */
export function idFindings({ tables }: Description): Finding[] {
	return requiredTables.flatMap((required) => {
		const actual = tables.get(required.name);
		if (!actual || actual.isView || required.foreign || required.primaryKey !== 'id') return [];
		const id = actual.columns.find(({ name }) => name === 'id');
		return id ? [...idOf(required, actual, id), ...keyOf(actual, id)] : [withoutId(actual)];
	});
}

export function isWholeNumber({ dataType }: ActualColumn): boolean {
	return wholeNumbers.has(dataType);
}

export function isTooSmall({ dataType }: ActualColumn): boolean {
	return tooSmall.has(dataType);
}

function withoutId({ name, columns, indexes }: ActualTable): Finding {
	const counted = columns.find(({ isAutoIncrement }) => isAutoIncrement);
	if (counted) {
		return obstacle(
			`${name} has no column id; it counts its rows in ${counted.name}. Your application must use the new name.`,
			`ALTER TABLE ${name} CHANGE ${quoted(counted.name)} id ${definitionOf(counted)} AUTO_INCREMENT`,
		);
	}
	const primary = indexes
		.filter((index) => index.name === 'PRIMARY')
		.flatMap((index) => index.columns.map((column) => quoted(column ?? '')));
	const keep =
		primary.length > 0 ? `DROP PRIMARY KEY, ADD UNIQUE KEY (${primary.join(', ')}), ` : '';
	return obstacle(
		`${name} has no column id.`,
		`ALTER TABLE ${name} ${keep}ADD COLUMN id ${counting} PRIMARY KEY FIRST`,
	);
}

function idOf({ name }: RequiredTable, actual: ActualTable, id: ActualColumn): Finding[] {
	if (!isWholeNumber(id)) {
		const drop = hasPrimaryKey(actual) ? 'DROP PRIMARY KEY, ' : '';
		return [
			obstacle(
				`${name}.id must be a whole number that the database counts; it is ${id.type}. The statement keeps the old ids in ${name}.old_id.`,
				`ALTER TABLE ${name} ${drop}CHANGE id old_id ${definitionOf(id, { nullable: true })}, ADD UNIQUE KEY (old_id), ADD COLUMN id ${counting} PRIMARY KEY FIRST`,
			),
		];
	}
	if (isTooSmall(id)) return [tooSmallId(actual, id)];
	if (id.isAutoIncrement) return [];
	return [
		obstacle(
			`${name}.id does not count automatically, so a new row has no id.`,
			countId(actual, `${id.type} NOT NULL AUTO_INCREMENT`),
		),
	];
}

function tooSmallId({ name, referencedBy }: ActualTable, id: ActualColumn): Finding {
	const sentence = `${name}.id is ${id.type}, which is too small to count the rows.`;
	if (referencedBy.length === 0) {
		return obstacle(sentence, `ALTER TABLE ${name} MODIFY id ${counting}`);
	}
	const list = referencedBy.map(({ table, column }) => `${table}.${column}`).join(', ');
	return obstacle(
		`${sentence} Make it BIGINT UNSIGNED, together with the foreign keys to it: ${list}.`,
	);
}

/** MySQL changes a column that foreign keys point to only while it does not check them. */
function countId({ name, referencedBy }: ActualTable, type: string): string {
	const change = `ALTER TABLE ${name} MODIFY id ${type}`;
	if (referencedBy.length === 0) return change;
	return `SET foreign_key_checks = 0;\n${change};\nSET foreign_key_checks = 1`;
}

function keyOf(actual: ActualTable, id: ActualColumn): Finding[] {
	if (!isWholeNumber(id)) return [];
	if (!hasPrimaryKey(actual)) {
		return [
			obstacle(
				`${actual.name} has no primary key.`,
				`ALTER TABLE ${actual.name} ADD PRIMARY KEY (id)`,
			),
		];
	}
	if (hasIndex(actual, true, ['id'])) return [];
	return [
		obstacle(
			`${actual.name}.id is not unique on its own.`,
			`ALTER TABLE ${actual.name} ADD UNIQUE KEY (id)`,
		),
	];
}

function hasPrimaryKey({ indexes }: ActualTable): boolean {
	return indexes.some(({ name }) => name === 'PRIMARY');
}
