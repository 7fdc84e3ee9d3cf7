import { sql } from 'kysely';
import { createConnection, type RowDataPacket } from 'mysql2/promise';

import { type Db, openDatabase } from '../../nodes/core/db/connection';
import { settingsFromUrl } from '../../nodes/core/db/settings';

/**
 * The statements that `work` sends over one connection, from the server's own log.
 *
 * @param warmUp comes before, over the same connection
 */
export async function statementsOf(
	url: string,
	work: (db: Db) => Promise<void>,
	warmUp: (db: Db) => Promise<void> = async () => {},
): Promise<string[]> {
	const db = openDatabase(settingsFromUrl(url, 1));
	const admin = await createConnection({ uri: url });
	try {
		const { rows: ids } = await sql<{ id: number }>`SELECT CONNECTION_ID() AS id`.execute(db);
		await warmUp(db);
		await admin.query("SET GLOBAL log_output = 'TABLE'");
		await admin.query('SET GLOBAL general_log = ON');
		await work(db);
		await admin.query('SET GLOBAL general_log = OFF');
		const [rows] = await admin.query<RowDataPacket[]>(
			`SELECT CONVERT(argument USING utf8mb4) AS text FROM mysql.general_log
				WHERE command_type = 'Query' AND thread_id = ? ORDER BY event_time`,
			[ids[0]?.id],
		);
		return rows.map(({ text }) => String(text)).filter((text) => !/CONNECTION_ID/.test(text));
	} finally {
		await admin.end();
		await db.destroy();
	}
}

/** One step of a query plan. */
export interface Access {
	table: string;
	/** As EXPLAIN has it: `ALL` reads the whole table, `index` a whole index. */
	type: string;
	key: string | null;
	rows: number;
}

/** How the server runs a statement; empty for one without a plan, such as COMMIT. */
export async function planOf(
	query: (sql: string) => Promise<Array<Record<string, unknown>>>,
	statement: string,
): Promise<Access[]> {
	if (!/^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)/i.test(statement)) return [];
	// MySQL 9 would answer with a text.
	const rows = await query(`EXPLAIN FORMAT=TRADITIONAL ${statement}`);
	return rows.map(({ table, type, key, rows: count }) => ({
		table: String(table),
		type: String(type ?? ''),
		key: (key as string | null) ?? null,
		rows: Number(count ?? 0),
	}));
}

/** The steps that read a whole table or index of more than so many rows; not the results of other steps. */
export function scansIn(plan: readonly Access[], moreThan: number): Access[] {
	return plan.filter(
		({ table, type, rows }) =>
			/^(ALL|index)$/i.test(type) && rows > moreThan && !table.startsWith('<'),
	);
}
