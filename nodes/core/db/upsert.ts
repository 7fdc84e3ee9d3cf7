import { type RawBuilder, sql } from 'kysely';

import { MtlError } from '../domain/errors';
import type { Db } from './connection';
import type { Tables } from './tables';

/** An INSERT, and what to do if the row exists already. */
export interface Upsert {
	insert: RawBuilder<unknown>;
	/** SQL: whether the existing row is the row of this statement. */
	isSame: RawBuilder<unknown>;
	/** Further assignments in the existing row. */
	update: readonly RawBuilder<unknown>[];
	/** SQL: a condition that finds the row. */
	where: RawBuilder<unknown>;
}

/** BIGINT UNSIGNED value is out of range. */
const outOfRange = 1690;
const duplicate = 1062;

/**
 * Inserts a row or updates the existing one. `ON DUPLICATE KEY UPDATE` takes any row that has the
 * same value in any unique key, also in a key that another application added. For a row that is not
 * the same, the id overflows on purpose, so that the server refuses the whole statement.
 *
 * @throws {MtlError} `data`, naming the unique key, if a row that is not the same is in the way
 */
export async function upsert(
	db: Db,
	table: keyof Tables,
	{ insert, isSame, update, where }: Upsert,
): Promise<{ id: number; created: boolean }> {
	const own = sql`id = LAST_INSERT_ID(IF(${isSame}, id, id + 18446744073709551615))`;
	const whole = sql`${insert} ON DUPLICATE KEY UPDATE ${sql.join([own, ...update])}`;
	return await namingKeys(db, table, async () => {
		const result = await whole.execute(db).catch(async (error: unknown) => {
			// Without the second half, the server names the key.
			if (numberOf(error) === outOfRange) return await insert.execute(db);
			throw error;
		});
		const created = result.numAffectedRows === 1n;
		// Where a trigger inserts rows elsewhere, the server reports no id for an unchanged row.
		const id = Number(result.insertId) || (await findId(db, table, where));
		return { id, created };
	});
}

async function findId(db: Db, table: keyof Tables, where: RawBuilder<unknown>): Promise<number> {
	const { rows } = await sql<{ id: number }>`SELECT id FROM ${sql.table(table)}
		WHERE ${where} ORDER BY id DESC LIMIT 1`.execute(db);
	return rows[0]?.id ?? 0;
}

/**
 * Runs a write to a table to which other applications may have added unique keys.
 *
 * @throws {MtlError} `data`, naming the key, if another row has the same value in it
 */
export async function namingKeys<T>(
	db: Db,
	table: keyof Tables,
	write: () => Promise<T>,
): Promise<T> {
	try {
		return await write();
	} catch (error) {
		if (numberOf(error) !== duplicate) throw error;
		throw await keyInTheWay(db, table, keyIn(error), error);
	}
}

function numberOf(error: unknown): number | undefined {
	return (error as { errno?: number }).errno;
}

/** At the end of the message: the value before it may contain anything. */
function keyIn(error: unknown): string {
	const { sqlMessage = '' } = error as { sqlMessage?: string };
	return /for key '(?:[^'.]*\.)?([^'.]{1,64})'$/.exec(sqlMessage)?.[1] ?? '';
}

async function keyInTheWay(
	db: Db,
	table: keyof Tables,
	key: string,
	cause: unknown,
): Promise<MtlError> {
	const { rows } = await sql<{ name: string }>`SELECT COLUMN_NAME AS name
		FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ${table} AND INDEX_NAME = ${key}
		ORDER BY SEQ_IN_INDEX`.execute(db);
	const columns = rows.map(({ name }) => name);
	const isOfEmail = table === 'leads' && columns.join() === 'email';
	return new MtlError(
		'data',
		`Another row of the table ${table} is in the way: the unique key ${key || '(unnamed)'}${columns.length > 0 ? ` (${columns.join(', ')})` : ''} allows this value only once.`,
		isOfEmail
			? 'Two addresses that differ are taken for the same. Run ALTER TABLE leads MODIFY email VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL, then run the event again.'
			: `Run DROP INDEX ${key} ON ${table}, or make it an index that is not unique. Then run the event again.`,
		{ cause },
	);
}
