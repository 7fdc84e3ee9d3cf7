import { sql } from 'kysely';

import type { Db } from '../connection';

/** Where nothing else is set. */
const defaultTimeZone = 'Europe/Amsterdam';
/** The table does not exist: the database was not migrated yet. */
const missing = 1146;

/** The school's IANA time zone. */
export async function findTimeZone(db: Db): Promise<string> {
	try {
		const query = db.selectFrom('mtl_settings').select('value').where('name', '=', 'time_zone');
		return (await query.executeTakeFirst())?.value ?? defaultTimeZone;
	} catch (error) {
		if ((error as { errno?: number }).errno === missing) return defaultTimeZone;
		throw error;
	}
}

export async function setTimeZone(db: Db, timeZone: string): Promise<void> {
	await sql`INSERT INTO mtl_settings (name, value) VALUES ('time_zone', ${timeZone})
		ON DUPLICATE KEY UPDATE value = VALUES(value)`.execute(db);
}
