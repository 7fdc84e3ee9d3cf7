import type { Description } from '../describe';
import type { ActualColumn } from '../describeColumn';
import { type RequiredTable, sharedTables } from '../schema';
import { getsOwnType } from './columns';
import { allowsNull, definitionOf, type Finding, note, obstacle, quoted } from './finding';

const utf8 = { name: 'utf8mb4', collation: 'utf8mb4_unicode_ci' };
const bytes = { name: 'utf8mb4', collation: 'utf8mb4_bin' };

/** Text columns that refuse names in other scripts, or take one letter for another. */
export function characterSetFindings({ tables }: Description): Finding[] {
	return sharedTables.flatMap((required) => {
		const actual = tables.get(required.name);
		if (!actual || actual.isView) return [];
		const narrow = actual.columns.filter((column) => isNarrow(required, column));
		return [
			...(narrow.length > 0 ? [narrowColumns(required, narrow)] : []),
			...actual.columns
				.filter((column) => required.name === 'leads' && mergesLetters(column))
				.map(looseEmail),
		];
	});
}

/** Whether a column of ours must take any script and does not. */
export function isNarrow(required: RequiredTable, column: ActualColumn): boolean {
	const type = required.columns[column.name];
	if (!type || /ascii/.test(type) || column.dataType === 'enum') return false;
	if (getsOwnType(`${required.name}.${column.name}`, column, type)) return false;
	return column.characterSet !== null && column.characterSet !== 'utf8mb4';
}

function narrowColumns(required: RequiredTable, columns: readonly ActualColumn[]): Finding {
	const table = required.name;
	const names = columns.map(({ name }) => name).join(', ');
	const sets = [...new Set(columns.map(({ characterSet }) => characterSet))].join(', ');
	const changes = columns.map((column) => {
		const isBinary = column.collation?.endsWith('_bin') ?? false;
		const definition = definitionOf(column, {
			characterSet: isBinary ? bytes : utf8,
			nullable: allowsNull(column, required.columns[column.name]),
		});
		return `MODIFY ${quoted(column.name)} ${definition}`;
	});
	return obstacle(
		`${table} has text columns in ${sets}, which cannot hold every name: ${names}.`,
		`ALTER TABLE ${table} ${changes.join(', ')}`,
	);
}

function mergesLetters({ name, collation, characterSet }: ActualColumn): boolean {
	return name === 'email' && characterSet !== null && !(collation?.endsWith('_bin') ?? true);
}

function looseEmail(column: ActualColumn): Finding {
	return note(
		`leads.email takes some letters for each other (${column.collation}): an address that differs from another one only by an accent is refused.`,
		`ALTER TABLE leads MODIFY email ${definitionOf(column, { characterSet: bytes })}`,
	);
}
