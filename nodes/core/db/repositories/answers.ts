import { sql } from 'kysely';

import { anyOf } from '../anyOf';
import type { Db, Trx } from '../connection';
import { cut, type Fitting } from '../fitting';
import type { AnswerTable, OwnColumn } from '../ownColumns';
import { unmoved } from '../unmoved';

/**
 * What a server says about a value that a column does not take: wrong for its type, too large, not
 * among its options, against a check, a unique key or a foreign key.
 */
const refusals = new Set([
	1048, 1062, 1264, 1265, 1292, 1366, 1406, 1411, 1452, 1690, 3140, 3819, 4025,
]);

/**
 * Writes an answer to a column of the school's own, unless a newer event has said it already. The
 * row must be locked. A value that the column does not take is left out, with a note.
 *
 * @param stamp `stampOf` the event
 */
export async function writeAnswer(
	trx: Trx,
	{ table, column }: OwnColumn,
	{ rowId, value, stamp }: { rowId: number; value: string | number; stamp: string },
	fitting: Fitting,
): Promise<void> {
	const before = await stampsOf(trx, table, [rowId]);
	const known = before.find((one) => isSame(one.column, column))?.stamp ?? '';
	if (stamp <= known) return;
	const place = `${table}.${column}`;
	const fits = typeof value === 'string' ? cut(fitting, place.toLowerCase(), value) : value;
	try {
		await sql`UPDATE ${sql.table(table)} SET ${sql.ref(column)} = ${fits},
			updated_at = UTC_TIMESTAMP(3), ${sql.join(unmoved(table))} WHERE id = ${rowId}`.execute(trx);
	} catch (error) {
		if (!refusals.has((error as { errno?: number }).errno ?? 0)) throw error;
		fitting.notes.add(`${place} was left out, because the column does not take the answer.`);
		return;
	}
	await addStamp(trx, { table, rowId, column, stamp });
}

interface Stamped {
	rowId: number;
	column: string;
	stamp: string;
}

async function stampsOf(db: Db, table: AnswerTable, rowIds: readonly number[]): Promise<Stamped[]> {
	return await db
		.selectFrom('mtl_answers')
		.select(['row_id as rowId', 'column_name as column', 'stamp'])
		.where('table_name', '=', table)
		.where('row_id', 'in', anyOf(rowIds))
		.orderBy('id')
		.execute();
}

async function addStamp(
	trx: Trx,
	{ table, rowId, column, stamp }: Stamped & { table: AnswerTable },
): Promise<void> {
	await sql`INSERT INTO mtl_answers (table_name, row_id, column_name, stamp)
		VALUES (${table}, ${rowId}, ${column}, ${stamp})
		ON DUPLICATE KEY UPDATE stamp = GREATEST(stamp, VALUES(stamp))`.execute(trx);
}

/**
 * Moves the answers of rows that are merged into another row, and empties the columns there: in each
 * column, the newest stays. All rows must be locked.
 */
export async function moveAnswers(
	trx: Trx,
	table: AnswerTable,
	from: readonly number[],
	to: number,
	columns: readonly OwnColumn[],
): Promise<void> {
	const moved = await stampsOf(trx, table, from);
	if (moved.length === 0) return;
	const kept = await stampsOf(trx, table, [to]);
	for (const { rowId, column, stamp } of moved.sort((a, b) => (a.stamp < b.stamp ? -1 : 1))) {
		const there = kept.find((one) => isSame(one.column, column))?.stamp ?? '';
		const own = columns.find((one) => one.table === table && isSame(one.column, column));
		if (!own || stamp <= there) continue;
		await sql`UPDATE ${sql.table(table)} SET ${sql.ref(own.column)} = (SELECT value FROM
				(SELECT ${sql.ref(own.column)} AS value FROM ${sql.table(table)} WHERE id = ${rowId} LIMIT 1) AS gone),
			${sql.join(unmoved(table))} WHERE id = ${to}`.execute(trx);
		await addStamp(trx, { table, rowId: to, column, stamp });
	}
	await emptyAnswers(trx, table, from, columns);
}

/** Empties the columns of these rows that answers went to. */
export async function emptyAnswers(
	trx: Trx,
	table: AnswerTable,
	rowIds: readonly number[],
	columns: readonly OwnColumn[],
): Promise<void> {
	const stamped = await stampsOf(trx, table, rowIds);
	for (const own of columns) {
		const isTheirs = (one: Stamped) => own.table === table && isSame(one.column, own.column);
		const ids = stamped.filter(isTheirs).map(({ rowId }) => rowId);
		if (ids.length === 0) continue;
		const empty = own.nullable
			? sql`NULL`
			: own.hasDefault
				? sql`DEFAULT`
				: sql`${/char|text/i.test(own.type) ? '' : 0}`;
		await sql`UPDATE ${sql.table(table)} SET ${sql.ref(own.column)} = ${empty},
			${sql.join(unmoved(table))} WHERE id IN (${sql.join(ids)})`.execute(trx);
	}
	await forget(trx, table, rowIds);
}

async function forget(trx: Trx, table: AnswerTable, rowIds: readonly number[]): Promise<void> {
	await trx
		.deleteFrom('mtl_answers')
		.where('table_name', '=', table)
		.where('row_id', 'in', anyOf(rowIds))
		.execute();
}

/** Servers compare names of columns without case. */
const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
