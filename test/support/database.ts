import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';

import { type Db, openDatabase } from '../../nodes/core/db/connection';
import { migrate } from '../../nodes/core/db/migration/migrate';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import { serversVariable, type TestServer } from './servers';

/** A database that exists for one test file. */
export interface TestDatabase {
	url: string;
	db: Db;
	/** Runs SQL as a person would, over its own connection. */
	query(sql: string, values?: unknown[]): Promise<Array<Record<string, unknown>>>;
	drop(): Promise<void>;
}

/** Every server tested in this run. */
export function testServers(): TestServer[] {
	return JSON.parse(process.env[serversVariable] ?? '[]') as TestServer[];
}

/** Runs the tests once on each server. */
export function onEachServer(tests: (server: TestServer) => void): void {
	for (const server of testServers()) describe(server.name, () => tests(server));
}

/** Creates an empty database, with the package's tables unless `migrated` is false. */
export async function makeDatabase(server: TestServer, migrated = true): Promise<TestDatabase> {
	const name = `mtl_test_${randomBytes(6).toString('hex')}`;
	const admin = await createConnection({ uri: server.url, multipleStatements: true });
	await admin.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
	const url = `${server.url.replace(/\/+$/, '')}/${name}`;
	const db = openDatabase(settingsFromUrl(url, 16));
	if (migrated) await migrate(db);
	await admin.query(`USE ${name}; SET time_zone = '+00:00'`);
	return {
		url,
		db,
		query: async (sql, values) => (await admin.query(sql, values))[0] as never,
		drop: async () => {
			await db.destroy();
			await admin.query(`DROP DATABASE ${name}`);
			await admin.end();
		},
	};
}
