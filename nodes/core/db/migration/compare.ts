import type { ActualTable } from './describe';
import type { RequiredTable } from './schema';
import { isSoftlyDeleted } from './view';

const livingEmail = {
	name: 'living_email',
	definition:
		'VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin AS (IF(deleted_at IS NULL, email, NULL)) VIRTUAL',
};

/**
 * What is required of a table as it is. Where an application deletes leads softly and lets a living
 * lead have the e-mail address of a deleted one, only the addresses of living leads are unique.
 */
export function requirementsFor(
	required: RequiredTable,
	actual: ActualTable | undefined,
): RequiredTable {
	const { email, ...others } = indexesByColumns(required);
	if (required.name !== 'leads' || !email || !actual || !isSoftlyDeleted(actual)) return required;
	if (hasIndex(actual, true, ['email'])) return required;
	return {
		...required,
		columns: { ...required.columns, [livingEmail.name]: livingEmail.definition },
		indexes: {
			...Object.fromEntries(Object.values(others)),
			leads_living_email_unique: { unique: true, columns: [livingEmail.name] },
			leads_email_index: { unique: false, columns: ['email'] },
		},
	};
}

function indexesByColumns({ indexes }: RequiredTable) {
	return Object.fromEntries(
		Object.entries(indexes).map((index) => [index[1].columns.join(), index] as const),
	);
}

/**
 * The DDL statements, one change each, that add what is missing in a table. None drops or rewrites
 * anything.
 */
export function missingStatements(table: RequiredTable, actual: ActualTable | undefined): string[] {
	if (actual && table.foreign) return [];
	const required = requirementsFor(table, actual);
	const columns = Object.entries(required.columns).map(
		([name, type]) => [name, inUtf8(type)] as const,
	);
	if (!actual) {
		const list = columns.map((column) => column.join(' ')).join(', ');
		return [
			`CREATE TABLE IF NOT EXISTS ${required.name} (${list}, PRIMARY KEY (${required.primaryKey})) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
			...missingIndexes(required, actual).map(createIndex(required, actual)),
		];
	}
	const hasPrimaryKey = actual.indexes.some(({ name }) => name === 'PRIMARY');
	return [
		...columns
			.filter(([name]) => !hasColumn(actual, name))
			.map(([name, type]) => `ALTER TABLE ${required.name} ADD COLUMN ${name} ${type}`),
		...(hasPrimaryKey
			? []
			: [`ALTER TABLE ${required.name} ADD PRIMARY KEY (${required.primaryKey})`]),
		...missingIndexes(required, actual).map(createIndex(required, actual)),
	];
}

function createIndex(required: RequiredTable, actual: ActualTable | undefined) {
	return ({ name, unique, columns }: { name: string; unique: boolean; columns: string[] }) => {
		const list = columns.map((column) => fitted(column, actual)).join(', ');
		return `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${name} ON ${required.name} (${list})`;
	};
}

/** The servers refuse a beginning that is longer than the column. */
function fitted(column: string, actual: ActualTable | undefined): string {
	const [, name = column, most = 0] = /^(\w+)\((\d+)\)$/.exec(column) ?? [];
	const { length = null } = actual?.columns.find((one) => one.name === name) ?? {};
	return length !== null && length <= Number(most) ? name : column;
}

/** Text columns hold any script, whatever the table's own character set. */
export function inUtf8(type: string): string {
	if (/CHARACTER SET/i.test(type)) return type;
	return type.replace(
		/^(VARCHAR\(\d+\)|\w*TEXT)/i,
		'$1 CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci',
	);
}

/** The indexes that `migrate` adds. */
export function missingIndexes(
	required: RequiredTable,
	actual: ActualTable | undefined,
): Array<{ name: string; unique: boolean; columns: string[] }> {
	return Object.entries(required.indexes)
		.filter(([, { unique, columns }]) => !hasIndex(actual, unique, columns))
		.map(([name, index]) => ({ name, ...index }));
}

export function hasColumn(table: ActualTable, name: string): boolean {
	return table.columns.some((column) => column.name === name);
}

/**
 * Whether an index over exactly these columns exists; a unique one if `unique`. For the beginning of
 * a column, any length of it will do.
 */
export function hasIndex(
	table: ActualTable | undefined,
	unique: boolean,
	columns: readonly string[],
): boolean {
	return (table?.indexes ?? []).some(
		(index) =>
			(index.unique || !unique) &&
			(!index.prefix || !unique) &&
			index.columns.join() === columns.join().replace(/\(\d+\)/g, ''),
	);
}
