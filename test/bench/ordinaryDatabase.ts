import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { randomSecret } from '../../runner/keptFile';

/** The database of the workflow made of ordinary nodes. */
export const ordinaryDatabase = 'ordinary';

/**
 * Makes a second database on the server of `adminUrl` with the same tables as ours, and a user of
 * its own. The ordinary workflow finds a booking by its uid, so it gets a unique index for it.
 * Returns the address of the database.
 */
export async function makeOrdinaryDatabase(
	packageFolder: string,
	adminUrl: string,
): Promise<string> {
	const password = randomSecret();
	const user = `'${ordinaryDatabase}'@'127.0.0.1'`;
	await query(adminUrl, [
		`CREATE DATABASE ${ordinaryDatabase} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
		`CREATE USER ${user} IDENTIFIED BY '${password}'`,
		`GRANT ALL PRIVILEGES ON ${ordinaryDatabase}.* TO ${user}`,
	]);
	const url = new URL(adminUrl);
	url.username = ordinaryDatabase;
	url.password = password;
	url.pathname = ordinaryDatabase;
	await promisify(execFile)(process.execPath, [join(packageFolder, 'dist/cli.js'), 'migrate'], {
		env: { ...process.env, MTL_DATABASE_URL: url.href },
	});
	await query(url.href, ['CREATE UNIQUE INDEX one_row_per_uid ON bookings (external_booking_id)']);
	return url.href;
}

async function query(url: string, statements: string[]): Promise<void> {
	const connection = await createConnection({ uri: url });
	try {
		for (const statement of statements) await connection.query(statement);
	} finally {
		await connection.end();
	}
}
