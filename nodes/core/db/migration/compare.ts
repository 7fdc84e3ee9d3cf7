import { bookingStatuses } from '../../domain/event';
import { inboxStatuses } from '../../domain/inbox';
import { defaultParseSettings } from '../../domain/parseSettings';
import type { ActualColumn, ActualTable } from './describe';
import type { RequiredTable } from './schema';

/** Values written to columns that other applications may declare as ENUM. */
const written: Record<string, readonly string[]> = {
	'bookings.status': bookingStatuses,
	'bookings.booking_type': defaultParseSettings.bookingTypes.map(({ bookingType }) => bookingType),
	'webhook_events.status': inboxStatuses,
};

/**
 * The DDL statements, one change each, that add what is missing in a table. None drops or rewrites
 * anything.
 */
export function missingStatements(
	required: RequiredTable,
	actual: ActualTable | undefined,
): string[] {
	if (actual && required.foreign) return [];
	const columns = Object.entries(required.columns);
	const primary = 'id' in required.columns ? [', PRIMARY KEY (id)'] : [];
	const statements = actual
		? columns
				.filter(([name]) => !hasColumn(actual, name))
				.map(([name, type]) => `ALTER TABLE ${required.name} ADD COLUMN ${name} ${type}`)
		: [
				`CREATE TABLE IF NOT EXISTS ${required.name} (${columns.map((column) => column.join(' ')).join(', ')}${primary.join('')}) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
			];
	return [...statements, ...missingIndexes(required, actual)];
}

function missingIndexes(required: RequiredTable, actual: ActualTable | undefined): string[] {
	return Object.entries(required.indexes)
		.filter(([, { unique, columns }]) => !hasIndex(actual, unique, columns))
		.map(
			([name, { unique, columns }]) =>
				`CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${name} ON ${required.name} (${columns.join(', ')})`,
		);
}

/** Required unique keys that are missing on existing columns; duplicate rows may prevent them. */
export function missingUniqueKeys(
	required: RequiredTable,
	actual: ActualTable | undefined,
): string[][] {
	if (!actual) return [];
	return Object.values(required.indexes)
		.filter(({ unique, columns }) => unique && !hasIndex(actual, true, columns))
		.map(({ columns }) => columns)
		.filter((columns) => columns.every((column) => hasColumn(actual, column)));
}

/** Sentences about what the migration may not change and a person must. */
export function conflicts(required: RequiredTable, actual: ActualTable | undefined): string[] {
	if (!actual || required.foreign) return [];
	return [
		...actual.columns.flatMap((column) => conflictsOfColumn(required, column)),
		...actual.indexes
			.filter(({ unique, columns }) => unique && columns.join() === 'external_booking_id')
			.map(
				({ name }) =>
					`${required.name}.external_booking_id has a unique index of its own (${name}), but people in a group booking share its id. Run DROP INDEX ${name} ON ${required.name}.`,
			),
	];
}

function conflictsOfColumn(required: RequiredTable, column: ActualColumn): string[] {
	const full = `${required.name}.${column.name}`;
	const type = required.columns[column.name];
	if (!type) {
		return column.nullable || column.hasDefault
			? []
			: [`${full} needs a default value or must allow NULL, because its value is unknown.`];
	}
	const lacking = (written[full] ?? []).filter(
		(value) => /^enum\(/i.test(column.type) && !column.type.includes(`'${value}'`),
	);
	return [
		...(!column.nullable && / NULL$/.test(type) && !type.endsWith('NOT NULL')
			? [`${full} must allow NULL, because Cal.com does not always send it.`]
			: []),
		...(lacking.length > 0
			? [`${full} is an ENUM without ${lacking.map((value) => `'${value}'`).join(', ')}: add them.`]
			: []),
	];
}

function hasColumn(table: ActualTable, name: string): boolean {
	return table.columns.some((column) => column.name === name);
}

function hasIndex(table: ActualTable | undefined, unique: boolean, columns: string[]): boolean {
	return (table?.indexes ?? []).some(
		(index) => (index.unique || !unique) && index.columns.join() === columns.join(),
	);
}
