import { createConnection } from 'mysql2/promise';
import { randomSecret } from '../runner/keptFile';
import { migrateDatabase } from '../runner/migrate';

/** The database of the workflow made of ordinary nodes. */
export const ordinaryDatabase = 'ordinary';

/**
 * Makes a second database on the server of `adminUrl` with the same tables as ours, and a user of
 * its own. The ordinary workflow finds a booking by its uid, so it gets a unique index for it.
 * Returns the address of the database.
 */
export async function makeOrdinaryDatabase(options: {
	home: string;
	projectFolder: string;
	adminUrl: string;
	signal: AbortSignal;
}): Promise<string> {
	const password = randomSecret();
	const user = `'${ordinaryDatabase}'@'127.0.0.1'`;
	await query(options.adminUrl, [
		`CREATE DATABASE ${ordinaryDatabase} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
		`CREATE USER ${user} IDENTIFIED BY '${password}'`,
		`GRANT ALL PRIVILEGES ON ${ordinaryDatabase}.* TO ${user}`,
	]);
	const url = new URL(options.adminUrl);
	url.username = ordinaryDatabase;
	url.password = password;
	url.pathname = ordinaryDatabase;
	await migrateDatabase({ ...options, databaseUrl: url.href });
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
