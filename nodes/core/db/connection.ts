import { Kysely, MysqlDialect, type Transaction } from 'kysely';
import { createPool, type PoolOptions } from 'mysql2';

import { LimitedPool } from './limitedPool';
import { type Limits, usualLimits } from './limits';
import type { DatabaseSettings } from './settings';
import { countConnections } from './spareConnection';
import type { Tables } from './tables';

/** A pool, or a transaction on a pool; repositories accept both. */
export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;

/** UTC; values that don't fit are rejected instead of truncated; waits for locks end. */
function sessionOf({ lockSeconds }: Limits): string[] {
	const locks = `innodb_lock_wait_timeout = ${lockSeconds}, lock_wait_timeout = ${lockSeconds}`;
	return [
		`SET SESSION time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', ${locks}`,
		'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
	];
}

/**
 * Opens a pool, which connects on demand. The caller closes it with `destroy()`.
 *
 * Sessions are set up once per connection and not reset on release: Kysely ends every transaction
 * it begins, nothing else uses the connections, and a hook per use would leak a connection that
 * died in the pool.
 */
export function openDatabase(settings: DatabaseSettings, limits: Limits = usualLimits): Db {
	const pool = createPool(poolOptions(settings, limits));
	const limited = new LimitedPool(pool, limits, sessionOf(limits));
	const db = new Kysely<Tables>({ dialect: new MysqlDialect({ pool: limited }) });
	countConnections(db, settings.poolSize);
	return db;
}

function poolOptions(settings: DatabaseSettings, { connectMs }: Limits): PoolOptions {
	const { host, port, user, password, database, poolSize } = settings;
	return {
		host,
		port,
		user,
		password,
		database,
		...tlsOptions(settings.tls),
		charset: 'utf8mb4',
		timezone: 'Z',
		// Without this flag, an upsert that changes nothing reports one row, like an insert, and
		// insertId 0.
		flags: ['-FOUND_ROWS'],
		multipleStatements: false,
		supportBigNumbers: true,
		// Other applications keep bodies in JSON columns; here they are text everywhere.
		jsonStrings: true,
		connectTimeout: connectMs,
		connectionLimit: poolSize,
		maxIdle: poolSize,
		queueLimit: 1_000,
		enableKeepAlive: true,
		idleTimeout: 60_000,
	};
}

function tlsOptions({
	enabled,
	verify,
	ca,
	cert,
	key,
}: DatabaseSettings['tls']): Pick<PoolOptions, 'ssl'> {
	if (!enabled) return {};
	return {
		ssl: {
			rejectUnauthorized: verify,
			minVersion: 'TLSv1.2',
			...(ca ? { ca } : {}),
			...(cert ? { cert } : {}),
			...(key ? { key } : {}),
		},
	};
}
