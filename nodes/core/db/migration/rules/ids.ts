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

function withoutId(actual: ActualTable): Finding {
	const key = hasPrimaryKey(actual) ? 'UNIQUE' : 'PRIMARY KEY';
	return obstacle(
		`${actual.name} has no column id.`,
		`ALTER TABLE ${actual.name} ADD COLUMN id ${counting} ${key} FIRST`,
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
	if (isTooSmall(id)) {
		return [
			obstacle(
				`${name}.id is ${id.type}, which is too small to count the rows.`,
				changeId(actual, counting),
			),
		];
	}
	if (id.isAutoIncrement) return [];
	return [
		obstacle(
			`${name}.id does not count by itself, so a new row has no id.`,
			changeId(actual, `${id.type} NOT NULL AUTO_INCREMENT`),
		),
	];
}

/** Foreign keys to the column are taken off meanwhile, because they pin its type. */
function changeId({ name, referencedBy }: ActualTable, type: string): string {
	const keys = referencedBy.filter(({ targetColumn }) => targetColumn === 'id');
	const pointing = type.replace(/ NOT NULL.*/, '');
	return [
		...keys.map((key) => `ALTER TABLE ${quoted(key.table)} DROP FOREIGN KEY ${quoted(key.name)}`),
		`ALTER TABLE ${name} MODIFY id ${type}`,
		...keys.flatMap((key) => [
			`ALTER TABLE ${quoted(key.table)} MODIFY ${quoted(key.column)} ${pointing}`,
			`ALTER TABLE ${quoted(key.table)} ADD FOREIGN KEY (${quoted(key.column)}) REFERENCES ${name} (id)`,
		]),
	].join(';\n');
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
			`${actual.name}.id is not unique by itself.`,
			`ALTER TABLE ${actual.name} ADD UNIQUE KEY (id)`,
		),
	];
}

function hasPrimaryKey({ indexes }: ActualTable): boolean {
	return indexes.some(({ name }) => name === 'PRIMARY');
}
