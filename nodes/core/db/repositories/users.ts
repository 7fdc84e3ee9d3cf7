import { sql } from 'kysely';

import { normaliseEmail } from '../../domain/values/email';
import { anyOf } from '../anyOf';
import type { Db, Trx } from '../connection';

/**
 * The user with this e-mail address; null if not found.
 *
 * @param email normalised
 */
export async function findTeacherId(trx: Trx, email: string): Promise<number | null> {
	return (await findUser(trx, email))?.id ?? null;
}

/** `findTeacherId`, with the name. */
export async function findUser(
	trx: Trx,
	email: string,
): Promise<{ id: number; name: string } | null> {
	const { rows } = await sql<{ id: number; name: string; email: string }>`SELECT id, name, email
		FROM users WHERE email = ${email} OR LOWER(TRIM(email)) = ${email} ORDER BY id`.execute(trx);
	const user = rows.find((row) => normaliseEmail(row.email) === email);
	return user ? { id: Number(user.id), name: user.name } : null;
}

/** The names of these users. */
export async function namesOfUsers(db: Db, ids: readonly number[]): Promise<Map<number, string>> {
	const rows = await db
		.selectFrom('users')
		.select(['id', 'name'])
		.where('id', 'in', anyOf([...new Set(ids)]))
		.execute();
	return new Map(rows.map(({ id, name }) => [id, name]));
}
