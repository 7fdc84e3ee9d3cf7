import { sql } from 'kysely';

import type { Db } from '../connection';

/** The server, and the session as it is after the package's own settings. */
export interface Server {
	version: string;
	isMariaDb: boolean;
	/** `'user'@'host'` of the account that the server uses, quoted. */
	account: string;
	/** The name of the current database. */
	database: string;
	/** Privileges by table (lower case) or, under `*`, on all tables; null if roles hide them. */
	privileges: ReadonlyMap<string, ReadonlySet<string>> | null;
	/** Variables of the session by name. Missing where the server does not know them. */
	variables: ReadonlyMap<string, string>;
}

const wanted = [
	'binlog_format',
	'innodb_page_size',
	'innodb_read_only',
	'log_bin',
	'lower_case_table_names',
	'max_allowed_packet',
	'read_only',
	'sql_mode',
	'super_read_only',
	'time_zone',
	'transaction_isolation',
	'transaction_read_only',
	'tx_isolation',
	'tx_read_only',
];

export async function describeServer(db: Db): Promise<Server> {
	const { rows } = await sql<{
		version: string;
		account: string;
		name: string;
	}>`SELECT VERSION() AS version, CURRENT_USER() AS account, DATABASE() AS name`.execute(db);
	const { version = 'unknown', account = '@', name = '' } = rows[0] ?? {};
	const variables = await sql
		.raw<{
			Variable_name: string;
			Value: string;
		}>(`SHOW VARIABLES WHERE Variable_name IN (${wanted.map((one) => `'${one}'`).join(', ')})`)
		.execute(db);
	const at = account.lastIndexOf('@');
	const quoted = `'${account.slice(0, at)}'@'${account.slice(at + 1)}'`;
	return {
		version,
		isMariaDb: /mariadb/i.test(version),
		account: quoted,
		database: name,
		privileges: await readPrivileges(db, quoted),
		variables: new Map(variables.rows.map((row) => [row.Variable_name.toLowerCase(), row.Value])),
	};
}

async function readPrivileges(db: Db, account: string): Promise<Server['privileges']> {
	const { rows: roles } = await sql<{
		role: string | null;
	}>`SELECT CURRENT_ROLE() AS role`.execute(db);
	const role = roles[0]?.role ?? 'NONE';
	if (role !== 'NONE') return null;
	const { rows } = await sql<{ place: string; privilege: string }>`
		SELECT '*' AS place, PRIVILEGE_TYPE AS privilege FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = ${account}
		UNION ALL SELECT '*', PRIVILEGE_TYPE FROM information_schema.SCHEMA_PRIVILEGES
			WHERE GRANTEE = ${account} AND DATABASE() LIKE TABLE_SCHEMA
		UNION ALL SELECT LOWER(TABLE_NAME), PRIVILEGE_TYPE FROM information_schema.TABLE_PRIVILEGES
			WHERE GRANTEE = ${account} AND TABLE_SCHEMA = DATABASE()`.execute(db);
	const privileges = new Map<string, Set<string>>();
	for (const { place, privilege } of rows) {
		privileges.set(place, (privileges.get(place) ?? new Set()).add(privilege));
	}
	return privileges;
}
