import { type Expression, type SqlBool, sql } from 'kysely';

import type { Db } from '../connection';
import type { Installation } from '../installation';
import { unmoved } from '../unmoved';

type Table = 'leads' | 'bookings';

/** Whether another application has deleted a row softly. */
export function isDeleted(row: object): boolean {
	return Boolean((row as { deleted_at?: unknown }).deleted_at);
}

/** SQL: whether a row is not softly deleted; true for a table without soft deletes. */
export function isLiving(
	{ softDeletes }: Installation,
	table: Table,
	alias: string = table,
): Expression<SqlBool> {
	return softDeletes.has(table)
		? sql<SqlBool>`${sql.ref(`${alias}.deleted_at`)} IS NULL`
		: sql<SqlBool>`TRUE`;
}

/** Makes a softly deleted row live again. False if it does already. */
export async function restoreRow(db: Db, table: Table, id: number): Promise<boolean> {
	const { numAffectedRows } = await sql`UPDATE ${sql.table(table)}
		SET deleted_at = NULL, updated_at = UTC_TIMESTAMP(3), ${sql.join(unmoved(table))}
		WHERE id = ${id} AND deleted_at IS NOT NULL`.execute(db);
	return numAffectedRows === 1n;
}

/**
 * The row of a person who has only deleted rows, the last one deleted; null for a person who has a
 * living row, or none.
 */
export async function findDeletedLead(
	db: Db,
	{ email, phoneIdentity }: { email: string | null; phoneIdentity: string | null },
): Promise<number | null> {
	const column = sql.ref(email === null ? 'phone_identity' : 'email');
	const identity = email ?? phoneIdentity;
	const { rows } = await sql<{
		id: number;
		deleted_at: Date | null;
	}>`SELECT id, deleted_at FROM leads
		WHERE ${column} = ${identity} AND CONVERT(LOWER(${column}) USING utf8mb4) COLLATE utf8mb4_bin = ${identity}
		ORDER BY deleted_at IS NULL DESC, deleted_at DESC, id DESC LIMIT 1`.execute(db);
	const [row] = rows;
	return row && isDeleted(row) ? row.id : null;
}
