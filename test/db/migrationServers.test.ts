import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';

import { type Db, openDatabase } from '../../nodes/core/db/connection';
import { checkDatabase } from '../../nodes/core/db/migration/check';
import { describeDatabase } from '../../nodes/core/db/migration/describe';
import { migrate } from '../../nodes/core/db/migration/migrate';
import { serverFindings } from '../../nodes/core/db/migration/rules/server';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import { startDatabaseServer, type DatabaseServer } from '../../runner/database/databaseServer';
import { findDatabaseServer } from '../../runner/database/findDatabaseServer';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { guideSample } from '../support/guideBodies';
import { deliver } from './deliver';
import { laravelRows, laravelTables } from './laravelTables';

/** The obstacles that are no missing tables. */
async function obstaclesIn(db: Db): Promise<string[]> {
	const { problems } = await checkDatabase(db);
	return problems.filter((one) => !/ is missing\.$| lacks columns/.test(one));
}

onEachServer((server) => {
	let database: TestDatabase;
	let session: Db;
	/** A session with settings of its own, which other tests on the server do not see. */
	const set = async (assignment: string) => {
		await sql.raw(`SET SESSION ${assignment}`).execute(session);
	};
	const isMariaDb = async () => {
		const { server: version } = await checkDatabase(session);
		return /mariadb/i.test(version);
	};
	beforeEach(async () => {
		database = await makeDatabase(server, false);
		session = openDatabase(settingsFromUrl(database.url, 1));
	});
	afterEach(async () => {
		await session.destroy();
		await database.drop();
	});

	it.each([
		['an empty database', []],
		["an application's tables", [...laravelTables, ...laravelRows]],
	])('migrates %s where every table needs a primary key', async (_name, statements) => {
		for (const statement of statements) await database.query(statement);
		if (!(await isMariaDb())) await set('sql_require_primary_key = ON');
		expect(await obstaclesIn(session)).toEqual([]);
		await migrate(session);
		expect(await migrate(session)).toBe(0);
		expect(
			await database.query(`SELECT TABLE_NAME FROM information_schema.TABLES t WHERE TABLE_SCHEMA = DATABASE()
				AND TABLE_TYPE = 'BASE TABLE' AND NOT EXISTS (SELECT 1 FROM information_schema.STATISTICS s
					WHERE s.TABLE_SCHEMA = t.TABLE_SCHEMA AND s.TABLE_NAME = t.TABLE_NAME AND s.INDEX_NAME = 'PRIMARY')`),
		).toEqual([]);
		expect(await deliver(database.db, guideSample)).toMatchObject({ start: true });
	});

	it('is content with primary keys that the server adds on its own', async () => {
		if (await isMariaDb()) return;
		await set('sql_generate_invisible_primary_key = ON');
		await migrate(session);
		expect(await obstaclesIn(session)).toEqual([]);
	});

	it('adds the primary key to a table of versions that an earlier version made', async () => {
		await database.query(
			'CREATE TABLE mtl_schema (version INT UNSIGNED NOT NULL, applied_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3), UNIQUE KEY mtl_schema_version_unique (version))',
		);
		await migrate(session);
		expect((await checkDatabase(session)).ready).toBe(true);
		expect(
			await database.query("SHOW INDEX FROM mtl_schema WHERE Key_name = 'PRIMARY'"),
		).toMatchObject([{ Column_name: 'version' }]);
	});

	it('names settings of the session that a proxy has changed', async () => {
		await migrate(session);
		await set("time_zone = '+05:00'");
		await set("sql_mode = ''");
		expect(await obstaclesIn(session)).toEqual([
			expect.stringMatching(
				/^The session does not keep the package's settings \(time_zone, sql_mode\), .*connect to the server itself\.$/,
			),
		]);
	});

	it('notes a server that takes only small deliveries', async () => {
		const description = await describeDatabase(session);
		const { server } = description;
		const notes = (bytes: string) => {
			const variables = new Map([...server.variables, ['max_allowed_packet', bytes] as const]);
			return serverFindings({ ...description, server: { ...server, variables } });
		};
		expect(notes('1048576')).toEqual([
			expect.objectContaining({
				level: 'note',
				sentence: expect.stringMatching(/^The server takes at most 1048576 bytes at once/),
			}),
		]);
		expect(notes('16777216')).toEqual([]);
	});

	it("notes an application's table of another name", async () => {
		await database.query('CREATE TABLE app_leads (id INT PRIMARY KEY)');
		const { notes } = await checkDatabase(session);
		expect(notes).toEqual([
			expect.stringMatching(
				/^There is a table app_leads, but the package uses a table leads of its own\./,
			),
		]);
	});

	it('names a server that takes no changes', async () => {
		await set('TRANSACTION READ ONLY');
		const [obstacle, ...others] = await obstaclesIn(session);
		expect(obstacle).toMatch(
			/^The server takes no changes now \((transaction|tx)_read_only\)\. If it is a replica, use the address of the primary server\./,
		);
		expect(others).toEqual([]);
		await expect(migrate(session)).rejects.toThrow(obstacle);
		expect(await database.query('SHOW TABLES')).toEqual([]);
	});

	it('names a binary log that is written by statement', async () => {
		if (await isMariaDb()) return;
		await set("binlog_format = 'STATEMENT'");
		expect(await obstaclesIn(session)).toEqual([
			expect.stringMatching(/^The server writes its binary log by statement .* 'ROW';$/),
		]);
		await expect(migrate(session)).rejects.toThrow('binlog_format');
		expect(await database.query('SHOW TABLES')).toEqual([]);
	});
});

const program = findDatabaseServer();
/** The setting exists in MariaDB only; a machine whose own server is MySQL skips it. */
(program?.kind === 'MariaDB' ? describe : describe.skip)(
	'a MariaDB with settings of its own',
	() => {
		const home = mkdtempSync(join(tmpdir(), 'mtl-settings-'));
		let server: DatabaseServer;
		const start = async (path: string) =>
			await startDatabaseServer({
				home,
				report: () => {},
				signal: new AbortController().signal,
				program: { kind: 'MariaDB', path },
			});
		beforeAll(async () => {
			const path = program?.path ?? '';
			await (await start(path)).stop();
			const wrapper = join(home, 'server');
			writeFileSync(
				wrapper,
				`#!/bin/sh\nexec ${path} "$@" --log-bin --binlog-format=STATEMENT --innodb-force-primary-key=ON\n`,
			);
			chmodSync(wrapper, 0o700);
			server = await start(wrapper);
		});
		afterAll(async () => {
			await server.stop();
			rmSync(home, { recursive: true, force: true });
		});

		it('names the binary log, and needs no table without a primary key', async () => {
			const db = openDatabase(settingsFromUrl(server.url, 2));
			const root = openDatabase(settingsFromUrl(`${server.adminUrl}mtl`, 1));
			try {
				expect(await obstaclesIn(db)).toEqual([expect.stringContaining('by statement')]);
				await expect(migrate(db)).rejects.toThrow('binlog_format');
				await sql`SET GLOBAL binlog_format = 'ROW', GLOBAL read_only = ON`.execute(root);
				await db.destroy();
				const fresh = openDatabase(settingsFromUrl(server.url, 2));
				expect(await obstaclesIn(fresh)).toEqual([
					expect.stringMatching(/^The server takes no changes now \(read_only\)/),
				]);
				await sql`SET GLOBAL read_only = OFF`.execute(root);
				await migrate(fresh);
				expect((await checkDatabase(fresh)).ready).toBe(true);
				expect(await deliver(fresh, guideSample)).toMatchObject({ start: true });
				await fresh.destroy();
			} finally {
				await root.destroy();
			}
		});
	},
);
