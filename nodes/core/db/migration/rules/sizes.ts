import { hasColumn, inUtf8, missingIndexes, requirementsFor } from '../compare';
import type { ActualTable, Description } from '../describe';
import type { ActualColumn } from '../describeColumn';
import { type RequiredTable, sharedTables } from '../schema';
import { isNarrow } from './characterSets';
import { definitionOf, type Finding, obstacle, quoted } from './finding';

/** The servers' limit for the declared columns of a row; texts of type TEXT count a few bytes. */
const maxRowBytes = 65_535;
/** InnoDB's limit for one column of an index in the row formats before DYNAMIC. */
const maxOldKeyBytes = 767;
/** What they keep of each text in the row. */
const maxOldBytes = 788;
/** What each `…TEXT` counts at most. */
const pointerBytes = 12;
const fixedBytes: Record<string, number> = {
	...{ tinyint: 1, smallint: 2, mediumint: 3, int: 4, bigint: 8, float: 4, double: 8 },
	...{ date: 3, time: 6, datetime: 8, timestamp: 7, year: 1, enum: 2, set: 8, bit: 8 },
};

/** Rows and keys that grow too large by what the migration adds. */
export function sizeFindings({ tables, server }: Description): Finding[] {
	const pageBytes = Number(server.variables.get('innodb_page_size') ?? 16_384);
	return sharedTables.flatMap((shared) => {
		const actual = tables.get(shared.name);
		if (!actual || actual.isView) return [];
		const required = requirementsFor(shared, actual);
		const columns = columnsAfter(required, actual);
		return [
			...formatOf(required, actual, columns, pageBytes / 2),
			...widthOf(required, [...columns.values()]),
		];
	});
}

/** The row formats before DYNAMIC keep more of each text in the row, and less in an index. */
function formatOf(
	required: RequiredTable,
	actual: ActualTable,
	columns: ReadonlyMap<string, SizedColumn>,
	maxPageBytes: number,
): Finding[] {
	if (!/^(compact|redundant)$/i.test(actual.rowFormat ?? '')) return [];
	const long = missingIndexes(required, actual)
		.flatMap((index) => index.columns)
		.filter((name) => (columns.get(name)?.bytes ?? 0) > maxOldKeyBytes);
	const stored = [...columns.values()].reduce(
		(sum, column) => sum + Math.min(isText(column) ? Infinity : declaredBytes(column), maxOldBytes),
		0,
	);
	if (long.length === 0 && stored < maxPageBytes) return [];
	const reason = long.length > 0 ? `an index on ${long.join(', ')}` : 'a row';
	return [
		obstacle(
			`${required.name} has ROW_FORMAT=${actual.rowFormat?.toUpperCase()}, where ${reason} would be too long.`,
			`ALTER TABLE ${required.name} ROW_FORMAT=DYNAMIC`,
		),
	];
}

interface SizedColumn {
	dataType: string;
	/** Of a text: its longest value. */
	bytes: number | null;
	/** A column of another application that may become a TEXT. */
	ofApplication: ActualColumn | null;
}

/** The columns as they are once the table is migrated. */
function columnsAfter(required: RequiredTable, actual: ActualTable): Map<string, SizedColumn> {
	const indexed = new Set(actual.indexes.flatMap(({ columns }) => columns));
	const columns = new Map<string, SizedColumn>();
	for (const column of actual.columns) {
		const { name, dataType, length, bytes } = column;
		const mayGrow =
			!(name in required.columns) &&
			!indexed.has(name) &&
			dataType === 'varchar' &&
			!column.isGenerated;
		columns.set(name, {
			dataType,
			bytes: isNarrow(required, column) ? (length ?? 0) * 4 : bytes,
			ofApplication: mayGrow ? column : null,
		});
	}
	for (const [name, type] of Object.entries(required.columns)) {
		if (hasColumn(actual, name)) continue;
		const dataType = (/^\w+/.exec(type)?.[0] ?? '').toLowerCase();
		const length = Number(/^VARCHAR\((\d+)\)/.exec(inUtf8(type))?.[1] ?? 0);
		const bytes = length ? length * (/ascii/.test(type) ? 1 : 4) : null;
		const isVirtual = / VIRTUAL$/.test(type);
		if (!isVirtual) columns.set(name, { dataType, bytes, ofApplication: null });
	}
	return columns;
}

/** If the row is too large: as many of the application's longest columns as must become TEXT. */
function widthOf({ name }: RequiredTable, columns: readonly SizedColumn[]): Finding[] {
	const total = columns.reduce((sum, column) => sum + declaredBytes(column), 0);
	let excess = total + Math.ceil(columns.length / 8) - maxRowBytes;
	if (excess <= 0) return [];
	const changes: string[] = [];
	const long = columns.flatMap(({ ofApplication }) => ofApplication ?? []);
	for (const column of long.sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0))) {
		if (excess <= 0) break;
		excess -= (column.bytes ?? 0) + 2 - pointerBytes;
		changes.push(`MODIFY ${quoted(column.name)} ${definitionOf({ ...column, type: 'TEXT' })}`);
	}
	return [
		obstacle(
			`${name} would have rows of ${total} bytes, and the server allows ${maxRowBytes}. Make long columns of your application TEXT.`,
			changes.length > 0 ? `ALTER TABLE ${name} ${changes.join(', ')}` : undefined,
		),
	];
}

function isText({ dataType }: SizedColumn): boolean {
	return /text|blob|json|geometry/.test(dataType);
}

function declaredBytes(column: SizedColumn): number {
	const { dataType, bytes } = column;
	if (isText(column)) return pointerBytes;
	return bytes === null ? (fixedBytes[dataType] ?? 16) : bytes + (bytes > 255 ? 2 : 1);
}
