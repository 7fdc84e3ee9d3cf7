import { inUtf8 } from '../compare';
import type { ActualTable, Description } from '../describe';
import type { ActualColumn } from '../describeColumn';
import { type RequiredTable, requiredTables } from '../schema';
import { allowsNull, definitionOf, type Finding, note, obstacle, quoted } from './finding';
import { isTooSmall, isWholeNumber } from './ids';
import { writtenWords } from './words';

type Kind = 'number' | 'text' | 'time' | 'day';

const times = new Set(['datetime', 'timestamp']);
const texts = new Set(['char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext', 'json']);
const words: Record<Kind, string> = {
	number: 'a whole number',
	text: 'a text',
	time: 'a date with time',
	day: 'a date',
};
/** Shorter ones cannot hold what must be there whole. In characters; others are cut or left out. */
const least: Record<string, number> = {
	'bookings.booking_provider': 16,
	'bookings.external_booking_id': 64,
	'bookings.webhook_payload': 1_100_000,
	'webhook_events.provider': 16,
	'webhook_events.external_id': 64,
	'webhook_events.event_type': 64,
	'webhook_events.payload': 1_100_000,
};

/** Longer ones are not in use, whatever the package's own columns allow. */
const enough: Record<string, number> = {
	'leads.email': 254,
	'bookings.status': 16,
	'webhook_events.status': 16,
	'webhook_events.locked_by': 64,
};

/** Columns with ids of other tables, whose old ids are kept in `old_id`. */
const pointers: Record<string, string> = { lead_id: 'leads', booking_id: 'bookings' };

/** Columns that cannot hold what the package writes, or need what it does not know. */
export function columnFindings({ tables }: Description): Finding[] {
	return requiredTables.flatMap((required) => {
		const actual = tables.get(required.name);
		if (!actual || actual.isView) return [];
		if (required.foreign) return missingOfForeign(required, actual);
		const findings = actual.columns
			.filter(({ name }) => name !== 'id')
			.map((column) => findingOf(required, column));
		return [...findings.flatMap((one) => (one ? [one] : [])), ...shorter(required, actual)];
	});
}

function missingOfForeign({ name, columns }: RequiredTable, actual: ActualTable): Finding[] {
	return Object.entries(columns)
		.filter(([column]) => !actual.columns.some((one) => one.name === column))
		.map(([column, type]) =>
			obstacle(
				`${name} has no column ${column}, from which the package reads the teachers.`,
				`ALTER TABLE ${name} ADD COLUMN ${column} ${inUtf8(type).replace(' NOT NULL', ' NULL')}`,
			),
		);
}

/** The first reason why a column is in the way. ENUMs are compared by their values elsewhere. */
function findingOf(required: RequiredTable, column: ActualColumn): Finding | undefined {
	const full = `${required.name}.${column.name}`;
	const modify = (definition: string) =>
		`ALTER TABLE ${required.name} MODIFY ${quoted(column.name)} ${definition}`;
	const type = required.columns[column.name];
	if (!type) {
		if (column.nullable || column.hasDefault) return undefined;
		return obstacle(
			`${full} needs a default value or must allow NULL, because its value is unknown.`,
			modify(definitionOf(column, { nullable: true })),
		);
	}
	if (column.isGenerated) {
		return obstacle(
			`${full} is computed by the database, but the package writes it.`,
			`ALTER TABLE ${required.name} DROP COLUMN ${quoted(column.name)}`,
		);
	}
	const kind = kindOf(type);
	if (!isOfKind(column, kind)) return wrongKind(full, column, kind, type);
	if (column.updatesItself && column.name !== 'updated_at') {
		return obstacle(
			`${full} changes at every update: remove ON UPDATE.`,
			modify(definitionOf(column, { nullable: allowsNull(column, type) })),
		);
	}
	if (!column.nullable && allowsNull(column, type)) {
		return obstacle(
			`${full} must allow NULL, because Cal.com does not always send it.`,
			modify(definitionOf(column, { nullable: true })),
		);
	}
	if (isTooShort(full, column, type)) {
		return obstacle(
			`${full} is too short (${column.type}) for what it must hold whole.`,
			modify(inUtf8(type)),
		);
	}
	return undefined;
}

/** Whether the column gets the package's own type. */
export function getsOwnType(full: string, column: ActualColumn, type: string): boolean {
	return !isOfKind(column, kindOf(type)) || isTooShort(full, column, type);
}

function kindOf(type: string): Kind {
	if (/^DATETIME/.test(type)) return 'time';
	if (/^DATE/.test(type)) return 'day';
	return /INT/.test(type.split(' ')[0] ?? '') ? 'number' : 'text';
}

function isOfKind(column: ActualColumn, kind: Kind): boolean {
	if (kind === 'number') return isWholeNumber(column);
	if (kind === 'time') return times.has(column.dataType);
	if (kind === 'day') return column.dataType === 'date';
	return texts.has(column.dataType) || column.dataType === 'enum';
}

function wrongKind(full: string, column: ActualColumn, kind: Kind, type: string): Finding {
	const [table = '', name = ''] = full.split('.');
	const sentence = `${full} is ${column.type}, but the package writes ${words[kind]} there.`;
	// A text takes every number, and a date with time every day; anything else is kept.
	if (kind === 'text' || (kind === 'time' && column.dataType === 'date')) {
		return obstacle(sentence, `ALTER TABLE ${table} MODIFY ${quoted(name)} ${inUtf8(type)}`);
	}
	const old = `old_${name}`;
	const target = pointers[name];
	const change = `ALTER TABLE ${table} CHANGE ${quoted(name)} ${quoted(old)} ${definitionOf(column, { nullable: true })}`;
	const follow = `, ADD COLUMN ${name} BIGINT UNSIGNED NULL;\nUPDATE ${table} one JOIN ${target} other ON other.old_id = one.${old} SET one.${name} = other.id`;
	return obstacle(
		`${sentence} The statement keeps the old values in ${table}.${old}.`,
		target ? change + follow : change,
	);
}

function isTooShort(full: string, column: ActualColumn, type: string): boolean {
	if (full === 'activities.position') return column.dataType !== 'bigint';
	if (kindOf(type) === 'number') return isTooSmall(column) && /^BIGINT/.test(type);
	if (column.length === null || column.dataType === 'enum') return false;
	const longest = Math.max(0, ...(writtenWords[full] ?? []).map((word) => word.length));
	return column.length < (least[full] ?? (/ascii/.test(type) ? lengthOf(type) : longest));
}

/** Columns whose texts are cut or left out when they are too long, in one note per table. */
function shorter(required: RequiredTable, actual: ActualTable): Finding[] {
	const columns = actual.columns.filter((column) => {
		const type = required.columns[column.name];
		if (!type || kindOf(type) !== 'text' || column.dataType === 'enum') return false;
		const full = `${required.name}.${column.name}`;
		if (full in least || /ascii/.test(type) || column.length === null) return false;
		return column.length < (enough[full] ?? lengthOf(type));
	});
	if (columns.length === 0) return [];
	const list = columns.map(({ name, length }) => `${name} (${length})`).join(', ');
	return [
		note(
			`${required.name} has columns that are shorter than texts from Cal.com can be: ${list}. A text that is too long is cut, a link or phone number is left out; the event says so.`,
		),
	];
}

/** In characters. */
function lengthOf(type: string): number {
	const length = /^VARCHAR\((\d+)\)/.exec(type)?.[1];
	if (length) return Number(length);
	return /^TEXT/.test(type) ? 65_535 : 16_777_215;
}
