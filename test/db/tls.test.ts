import { sql } from 'kysely';

import { type Db, openDatabase } from '../../nodes/core/db/connection';
import { checkDatabase } from '../../nodes/core/db/migration/check';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';

/** MySQL, and MariaDB from 11.4 on, make a certificate for themselves at the first start. */
function offersTls(version: string): boolean {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	return !version.includes('MariaDB') || major > 11 || (major === 11 && minor >= 4);
}

onEachServer((server) => {
	let database: TestDatabase;
	let offered: boolean;
	beforeAll(async () => {
		database = await makeDatabase(server);
		const [row] = await database.query('SELECT VERSION() AS version');
		offered = offersTls(String(row?.['version']));
	});
	afterAll(async () => await database.drop());

	const over = async <T>(tls: string, work: (db: Db) => Promise<T>): Promise<T> => {
		const db = openDatabase(settingsFromUrl(`${database.url}?tls=${tls}`, 1));
		try {
			return await work(db);
		} finally {
			await db.destroy();
		}
	};
	const refusal = /Could not establish an encrypted connection to the database/;

	it('encrypts if set to, and reports a server without encryption', async () => {
		const cipher = async (db: Db) =>
			(await sql<{ Value: string }>`SHOW SESSION STATUS LIKE 'Ssl_cipher'`.execute(db)).rows[0]
				?.Value;
		if (offered) expect(await over('on', cipher)).toMatch(/^TLS_|^ECDHE/);
		else await expect(over('on', checkDatabase)).rejects.toThrow(refusal);
		expect(await over('off', cipher)).toBe('');
	});

	it('refuses an untrusted certificate if certificates are verified', async () => {
		await expect(over('verify', checkDatabase)).rejects.toThrow(refusal);
	});
});
