import { sql } from 'kysely';

import type { Db } from '../connection';
import { requiredTables } from '../migration/schema';

const names = requiredTables.map(({ name }) => name);

/**
 * A number that changes when a person changes what our tables take: columns, keys, checks, foreign
 * keys or triggers.
 */
export async function structureOf(db: Db): Promise<string> {
	const parts = [
		sql`SELECT CONCAT_WS('|', TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, CHARACTER_SET_NAME, EXTRA) AS part
			FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (${sql.join(names)})`,
		sql`SELECT CONCAT_WS('|', TABLE_NAME, INDEX_NAME, COLUMN_NAME, NON_UNIQUE)
			FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (${sql.join(names)})`,
		sql`SELECT CONCAT_WS('|', TABLE_NAME, CONSTRAINT_NAME, CONSTRAINT_TYPE)
			FROM information_schema.TABLE_CONSTRAINTS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (${sql.join(names)})`,
		sql`SELECT CONCAT_WS('|', CONSTRAINT_NAME, CHECK_CLAUSE)
			FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE()`,
		sql`SELECT CONCAT_WS('|', TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_STATEMENT)
			FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE IN (${sql.join(names)})`,
	];
	let all = '';
	for (const part of parts) {
		const { rows } = await sql<{
			sum: string;
		}>`SELECT CONCAT_WS(' ', COUNT(*), SUM(CRC32(part))) AS sum FROM (SELECT NULL AS part FROM DUAL WHERE 1 = 0 UNION ALL ${part}) AS parts`.execute(
			db,
		);
		all += `${rows[0]?.sum ?? ''},`;
	}
	return all;
}
