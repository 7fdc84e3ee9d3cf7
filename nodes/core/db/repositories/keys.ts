import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';

import type { Db } from '../connection';

/** A random key of this database; undefined if it was never needed. */
export async function findKey(db: Db, name: string): Promise<string | undefined> {
	const query = db.selectFrom('mtl_keys').select('value').where('name', '=', name);
	return (await query.executeTakeFirst())?.value;
}

/** The same, made if it is missing. */
export async function makeKey(db: Db, name: string): Promise<string> {
	await sql`INSERT INTO mtl_keys (name, value) VALUES (${name}, ${randomBytes(32).toString('hex')})
		ON DUPLICATE KEY UPDATE name = VALUES(name)`.execute(db);
	return (await findKey(db, name)) as string;
}
