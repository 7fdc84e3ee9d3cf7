import { bookingStatuses, eventSources, provider } from '../../../domain/event';
import { inboxStatuses } from '../../../domain/inbox';
import { defaultParseSettings } from '../../../domain/parseSettings';
import { inUtf8 } from '../compare';
import type { ActualTable, Description, ForeignKey } from '../describe';
import type { ActualColumn } from '../describeColumn';
import type { RefusedWords } from '../probe';
import { type RequiredTable, sharedTables } from '../schema';
import {
	allowsNull,
	definitionOf,
	type Finding,
	listOf,
	literal,
	note,
	obstacle,
	quoted,
} from './finding';

const bookingTypes = defaultParseSettings.bookingTypes.map(({ bookingType }) => bookingType);

/** Words that the package writes to columns that other applications may limit. */
export const writtenWords: Readonly<Record<string, readonly string[]>> = {
	'leads.reference': bookingTypes,
	'bookings.booking_provider': [provider],
	'bookings.booking_type': bookingTypes,
	'bookings.status': bookingStatuses,
	'activities.type': [...bookingTypes, 'booking'],
	'webhook_events.provider': [provider],
	'webhook_events.status': inboxStatuses,
	'webhook_events.source': eventSources,
};
/** Where the package's own keys point. */
const targets: Readonly<Record<string, string>> = {
	lead_id: 'leads.id',
	booking_id: 'bookings.id',
	assigned_teacher_id: 'users.id',
};

/**
 * ENUMs, CHECK constraints and foreign keys that refuse what the package writes.
 *
 * @param refused what the database itself says about `writtenWords`
 */
export function wordFindings({ tables }: Description, refused: readonly RefusedWords[]): Finding[] {
	return sharedTables.flatMap((required) => {
		const actual = tables.get(required.name);
		if (!actual || actual.isView) return [];
		return [
			...actual.columns.flatMap((column) => enumOf(required, column)),
			...checksOf(required, actual, refused),
			...actual.foreignKeys.flatMap((key) => foreignKeyOf(required, key, refused)),
		];
	});
}

function enumOf(required: RequiredTable, column: ActualColumn): Finding[] {
	const type = required.columns[column.name];
	if (!type || column.dataType !== 'enum') return [];
	const full = `${required.name}.${column.name}`;
	const words = writtenWords[full];
	if (!words) {
		return [
			obstacle(
				`${full} is an ENUM, but the package writes any text there.`,
				`ALTER TABLE ${required.name} MODIFY ${column.name} ${inUtf8(type)}`,
			),
		];
	}
	const lacking = words.filter((word) => !column.type.includes(literal(word)));
	if (lacking.length === 0) return [];
	const longer = column.type.replace(/\)$/, `,${lacking.map(literal).join(',')})`);
	const nullable = allowsNull(column, type);
	const definition = definitionOf({ ...column, type: longer }, { nullable });
	return [
		obstacle(
			`${full} is an ENUM without ${listOf(lacking)}: add them.`,
			`ALTER TABLE ${required.name} MODIFY ${column.name} ${definition}`,
		),
	];
}

function checksOf(
	required: RequiredTable,
	actual: ActualTable,
	refused: readonly RefusedWords[],
): Finding[] {
	return actual.checks.flatMap(({ name, clause }) => {
		const columns = Object.keys(required.columns).filter((column) =>
			clause.includes(`\`${column}\``),
		);
		if (columns.length === 0) return [];
		const found = refused.find((one) => one.table === required.name && one.constraint === name);
		if (!found) {
			return [
				note(
					`${required.name} has a CHECK (${name}) on ${columns.join(', ')}: an event whose values it refuses fails.`,
				),
			];
		}
		return [
			obstacle(
				`${required.name}.${found.column} has a CHECK (${name}) that refuses ${listOf(found.words)}. Add it again with these words afterwards.`,
				`ALTER TABLE ${required.name} DROP CONSTRAINT ${quoted(name)}`,
			),
		];
	});
}

function foreignKeyOf(
	required: RequiredTable,
	key: ForeignKey,
	refused: readonly RefusedWords[],
): Finding[] {
	if (!(key.column in required.columns)) return [];
	const full = `${required.name}.${key.column}`;
	const target = `${key.target}.${key.targetColumn}`;
	const drop = `ALTER TABLE ${required.name} DROP FOREIGN KEY ${quoted(key.name)}`;
	if (!(full in writtenWords)) {
		if (targets[key.column] === target.toLowerCase()) return [];
		const expected = targets[key.column];
		return [
			obstacle(
				`${full} is a foreign key to ${target}${expected ? `, but the package writes ids of ${expected} there` : ', but the package writes other values there'}.`,
				drop,
			),
		];
	}
	const found = refused.find((one) => one.table === required.name && one.constraint === key.name);
	if (!found) return [];
	return [
		obstacle(
			`${full} is a foreign key to ${target}, where ${listOf(found.words)} are missing.`,
			`INSERT INTO ${quoted(key.target)} (${quoted(key.targetColumn)}) VALUES ${found.words.map((word) => `(${literal(word)})`).join(', ')}`,
		),
	];
}
