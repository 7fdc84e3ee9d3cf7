import { type Db, openDatabase } from '../nodes/core/db/connection';
import { checkDatabase } from '../nodes/core/db/migration/check';
import { settingsFromUrl } from '../nodes/core/db/settings';
import { migrateDatabase } from '../nodes/core/services/migrateDatabase';

/** Migrates and prints what was done. @throws {MtlError} with what a person must fix first */
export async function migrateUrl(
	address: string,
	timeZone: string | null = null,
): Promise<boolean> {
	return await withDatabase(address, async (db) => {
		const statements = await migrateDatabase(db, (line) => console.log(line), timeZone);
		console.log(
			statements === 0
				? 'Nothing to do: the database is up to date.'
				: `Done: ${statements} statements. The database is ready.`,
		);
		return true;
	});
}

/** Prints the report, with what is unusual in this database. False if something is missing. */
export async function check(address: string): Promise<boolean> {
	return await withDatabase(address, async (db) => {
		const { ready, message, notes, server } = await checkDatabase(db);
		console.log(message);
		if (notes.length > 0) console.log(`Notes:\n- ${notes.join('\n- ')}`);
		console.log(`Server: ${server}`);
		return ready;
	});
}

/** Opens the database at a URL for one piece of work. */
export async function withDatabase<T>(address: string, work: (db: Db) => Promise<T>): Promise<T> {
	const db = openDatabase(settingsFromUrl(address, 2));
	try {
		return await work(db);
	} finally {
		await db.destroy();
	}
}
