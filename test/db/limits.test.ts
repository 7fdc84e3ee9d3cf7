import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';

import { type Db, openDatabase } from '../../nodes/core/db/connection';
import { type Limits, unhurried, usualLimits } from '../../nodes/core/db/limits';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import { attempt, transact } from '../../nodes/core/db/transaction';
import { cuttingProxy, type CuttingProxy } from '../support/cuttingProxy';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';

const scaled: Limits = { connectMs: 300, poolMs: 400, statementMs: 600, lockSeconds: 1 };

onEachServer((server) => {
	let database: TestDatabase;
	let proxy: CuttingProxy;
	let db: Db;
	const open = (url: string, size = 1) => openDatabase(settingsFromUrl(url, size), scaled);
	const ask = async () => await attempt(async () => (await sql`SELECT 1 AS one`.execute(db)).rows);
	const fault = async (work: Promise<unknown>) =>
		await work.then(
			() => null,
			(error: Error & { code?: string }) => ({ code: error.code, message: error.message }),
		);
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => {
		proxy = await cuttingProxy(database.url);
		db = open(proxy.url);
	});
	afterEach(async () => {
		await db.destroy();
		await proxy.close();
	});
	afterAll(async () => await database.drop());

	it('a statement that gets no answer ends, and its connection is not used again', async () => {
		await ask();
		proxy.swallow(true);
		const started = Date.now();
		expect(await fault(transact(db, async (trx) => await sql`SELECT 1`.execute(trx)))).toEqual({
			code: 'unreachable',
			message: 'The database took too long to answer (STATEMENT_TIMEOUT).',
		});
		expect(Date.now() - started).toBeLessThan(usualLimits.statementMs);
		proxy.swallow(false);
		expect(await ask()).toEqual([{ one: 1 }]);
	});

	it('a connection that gets no answer ends', async () => {
		proxy.swallow(true);
		expect(await fault(ask())).toEqual({
			code: 'unreachable',
			message: 'The database does not answer (ETIMEDOUT).',
		});
	});

	it('the wait for a free connection ends', async () => {
		const busy = sql`SELECT SLEEP(0.55)`.execute(db);
		await wait(50);
		expect(await fault(ask())).toMatchObject({
			message: 'No connection to the database became free in time (POOL_TIMEOUT).',
		});
		await busy;
		expect(await ask()).toEqual([{ one: 1 }]);
	});

	it('a statement that waits for locked tables ends', async () => {
		await database.query('LOCK TABLES bookings WRITE');
		const direct = open(database.url);
		const counted = attempt(async () => await sql`SELECT COUNT(*) FROM bookings`.execute(direct));
		expect(await fault(counted)).toMatchObject({
			message: 'The database took too long to answer (STATEMENT_TIMEOUT).',
		});
		await database.query('UNLOCK TABLES');
		await direct.destroy();
	});

	it('work that no delivery waits for has longer', async () => {
		const slow = async () => await sql`SELECT SLEEP(0.8) AS done`.execute(db);
		expect(await fault(slow())).not.toBeNull();
		expect((await unhurried(slow)).rows).toEqual([{ done: 0 }]);
	});

	it('a session that can not be set up is a failed connection, and no endless wait', async () => {
		const user = `expired_${new URL(database.url).pathname.slice(-10)}`;
		await database.query(`CREATE USER ${user}@'%' IDENTIFIED BY 'pw' PASSWORD EXPIRE`);
		await database.query(`GRANT SELECT ON * TO ${user}@'%'`);
		const url = new URL(database.url);
		Object.assign(url, { username: user, password: 'pw' });
		const expired = open(url.href);
		const refused = attempt(async () => await sql`SELECT 1`.execute(expired));
		expect(await fault(refused)).toEqual({
			code: 'unreachable',
			message: expect.stringMatching(
				/^The password of the database user has expired \((1820|1862)\)\.$/,
			),
		});
		await expired.destroy();
		await database.query(`DROP USER ${user}@'%'`);
	});

	it('a connection whose server says that it is read-only is not used again', async () => {
		const idOf = async () =>
			(await sql<{ id: number }>`SELECT CONNECTION_ID() AS id`.execute(db)).rows[0]?.id;
		const first = await idOf();
		expect(await idOf()).toBe(first);
		await sql`SET SESSION TRANSACTION READ ONLY`.execute(db);
		const write = attempt(async () => await sql`DELETE FROM mtl_schema WHERE 1 = 0`.execute(db));
		expect(await fault(write)).toEqual({
			code: 'unwritable',
			message: 'The database is read-only (1792).',
		});
		expect(await idOf()).not.toBe(first);
		await sql`DELETE FROM mtl_schema WHERE 1 = 0`.execute(db);
	});
});
