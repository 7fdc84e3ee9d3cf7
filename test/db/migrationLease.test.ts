import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { withLease } from '../../nodes/core/db/lease';
import { migration } from '../../nodes/core/db/migration/migrate';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { projectFolder } from '../support/pages';

/** Clusters refuse the servers' own named locks. */
test('no source file uses GET_LOCK', () => {
	const listed = ['ls-files', 'nodes', 'cli', 'runner'];
	const files = execFileSync('git', listed, { cwd: projectFolder, encoding: 'utf8' })
		.split('\n')
		.filter((name) => name.endsWith('.ts'))
		.map((name) => join(projectFolder, name));
	expect(files.filter((path) => readFileSync(path, 'utf8').includes('GET_LOCK'))).toEqual([]);
});

onEachServer((server) => {
	let database: TestDatabase;
	const lease = async (owner: string, milliseconds: number) =>
		await database.query(
			'REPLACE INTO mtl_leases VALUES (?, ?, UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND)',
			['migrate', owner, milliseconds * 1000],
		);
	beforeAll(async () => (database = await makeDatabase(server)));
	afterAll(async () => await database.drop());

	it('takes over the lease of a process that was killed, once it ends', async () => {
		await lease('killed', 600);
		const started = Date.now();
		await withLease(database.db, migration, async () => {
			expect(Date.now() - started).toBeGreaterThan(500);
		});
		expect(await database.query('SELECT * FROM mtl_leases')).toEqual([]);
	});

	it('does not wait for ever for a process that runs', async () => {
		await lease('running', 60_000);
		await expect(withLease(database.db, migration, async () => {}, 300)).rejects.toThrow(
			'Another migration of this database has been running for more than',
		);
		expect(await database.query('SELECT owner FROM mtl_leases')).toEqual([{ owner: 'running' }]);
		await database.query('DELETE FROM mtl_leases');
	});

	it('stops where another process has taken over', async () => {
		await withLease(database.db, migration, async ({ renew }) => {
			await renew();
			await lease('other', 60_000);
			await expect(renew()).rejects.toThrow('Another migration of this database is running.');
		});
		expect(await database.query('SELECT owner FROM mtl_leases')).toEqual([{ owner: 'other' }]);
		await database.query('DELETE FROM mtl_leases');
	});
});
