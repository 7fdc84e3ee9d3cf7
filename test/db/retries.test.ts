import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';

import type { Trx } from '../../nodes/core/db/connection';
import { attempt, retries, transact } from '../../nodes/core/db/transaction';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';

/** Resolves for both callers once both have arrived; later callers pass immediately. */
function meetingPoint(): () => Promise<void> {
	let open = () => {};
	const both = new Promise<void>((resolve) => (open = resolve));
	let came = 0;
	return async () => {
		if (++came === 2) open();
		await both;
	};
}

onEachServer((server) => {
	let database: TestDatabase;
	let before: number;
	beforeAll(async () => {
		database = await makeDatabase(server);
		await database.query('CREATE TABLE counters (id INT PRIMARY KEY, n INT NOT NULL)');
	});
	beforeEach(async () => {
		await database.query('REPLACE INTO counters VALUES (1, 0), (2, 0)');
		before = retries.conflicts;
	});
	afterAll(async () => await database.drop());

	const count = async (trx: Trx, id: number) =>
		await sql`UPDATE counters SET n = n + 1 WHERE id = ${id}`.execute(trx);
	const counted = async () =>
		(await database.query('SELECT n FROM counters ORDER BY id')).map(({ n }) => n);

	it('retries a transaction that the server ended because of a deadlock, and counts it', async () => {
		const meet = meetingPoint();
		const crosswise = async (first: number, second: number) =>
			await transact(database.db, async (trx) => {
				await count(trx, first);
				await meet();
				await count(trx, second);
			});
		await Promise.all([crosswise(1, 2), crosswise(2, 1)]);
		expect(await counted()).toEqual([2, 2]);
		expect(retries.conflicts - before).toBe(1);
	});

	it('retries a transaction that waited too long for a lock, and keeps nothing of its first half', async () => {
		let tries = 0;
		const holder = transact(database.db, async (trx) => {
			await count(trx, 2);
			await wait(1500);
		});
		await wait(100);
		await transact(database.db, async (trx) => {
			tries += 1;
			await sql`SET SESSION innodb_lock_wait_timeout = ${tries === 1 ? 1 : 10}`.execute(trx);
			await count(trx, 1);
			await count(trx, 2);
		});
		await holder;
		expect(await counted()).toEqual([1, 2]);
		expect([tries, retries.conflicts - before]).toEqual([2, 1]);
	});

	it('retries a transaction whose snapshot is outdated, on servers that then refuse to write', async () => {
		const [row] = await database.query('SELECT VERSION() AS version');
		const refuses = String(row?.['version']).includes('MariaDB');
		let tries = 0;
		const overtaken = async (trx: Trx) => {
			tries += 1;
			await sql`SELECT n FROM counters`.execute(trx);
			if (tries === 1) await database.query('UPDATE counters SET n = n + 1 WHERE id = 1');
			await count(trx, 1);
		};
		await database.db.connection().execute(async (connection) => {
			if (refuses) await sql`SET SESSION innodb_snapshot_isolation = ON`.execute(connection);
			const transaction = connection.transaction().setIsolationLevel('repeatable read');
			await attempt(async () => await transaction.execute(overtaken));
		});
		expect(await counted()).toEqual([2, 0]);
		expect([tries, retries.conflicts - before]).toEqual(refuses ? [2, 1] : [1, 0]);
	});
});
