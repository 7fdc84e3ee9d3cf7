import { hasColumn, requirementsFor } from '../compare';
import type { ActualIndex, ActualTable, Description } from '../describe';
import { type RequiredTable, requiredTables } from '../schema';
import { type Finding, obstacle, quoted } from './finding';

/** Why rows that must be told apart can be the same in columns of these tables. */
const reasons: Record<string, string> = {
	leads: 'but two people can have the same values there',
	bookings: 'but people in a group booking share its id, and two bookings can have the same values',
	activities: 'but two lines of a timeline can have the same values',
	webhook_events: 'but a booking has many events',
};

/**
 * Unique keys of other applications: a row that one of them keeps out would be lost, or written
 * into another row.
 */
export function keyFindings({ tables }: Description): Finding[] {
	return requiredTables.flatMap((required) => {
		const actual = tables.get(required.name);
		if (!actual || required.foreign) return [];
		return actual.indexes
			.filter((index) => index.unique && index.name !== 'PRIMARY')
			.filter((index) => canKeepOut(required, actual, index))
			.map((index) => finding(required, actual, index));
	});
}

function canKeepOut(required: RequiredTable, actual: ActualTable, index: ActualIndex): boolean {
	const own = requirementsFor(required, actual);
	const includes = (columns: readonly string[]) =>
		columns.every((column) => index.columns.includes(column));
	const isImplied = [
		[required.primaryKey],
		...Object.values(own.indexes).flatMap(({ unique, columns }) => (unique ? [columns] : [])),
	].some(includes);
	if (isImplied && !index.prefix) return false;
	return !index.columns.some((name) => name !== null && staysNull(own, actual, name));
}

/** A key with a column that we leave NULL keeps nothing out. */
function staysNull(required: RequiredTable, actual: ActualTable, name: string): boolean {
	const column = actual.columns.find((one) => one.name === name);
	if (!column || name in required.columns || column.isGenerated) return false;
	return (
		column.nullable && (column.defaultSql === null || column.defaultSql.toUpperCase() === 'NULL')
	);
}

function finding({ name }: RequiredTable, actual: ActualTable, index: ActualIndex): Finding {
	const columns = index.columns.map((column) => column ?? 'an expression').join(', ');
	return obstacle(
		`${name} has a unique key of another application on ${columns} (${index.name}), ${reasons[name] ?? 'which the package does not expect'}.`,
		dropIndex(actual, index),
	);
}

/** A foreign key needs an index on its column, so the unique one gives way to a plain one. */
function dropIndex(actual: ActualTable, index: ActualIndex): string {
	const [first] = index.columns;
	const isNeeded =
		typeof first === 'string' &&
		hasColumn(actual, first) &&
		[...actual.foreignKeys.map(({ column }) => column)].includes(first) &&
		!actual.indexes.some((other) => other !== index && other.columns[0] === first);
	return isNeeded
		? `ALTER TABLE ${actual.name} ADD INDEX (${quoted(first)}), DROP INDEX ${quoted(index.name)}`
		: `DROP INDEX ${quoted(index.name)} ON ${actual.name}`;
}
