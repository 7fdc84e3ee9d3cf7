import { sql } from 'kysely';

import { normaliseEmail } from '../../domain/values/email';
import type { Trx } from '../connection';

/**
 * The user with this e-mail address; null if not found.
 *
 * @param email normalised
 */
export async function findTeacherId(trx: Trx, email: string): Promise<number | null> {
	const { rows } = await sql<{ id: number; email: string }>`SELECT id, email FROM users
		WHERE email = ${email} OR LOWER(TRIM(email)) = ${email} ORDER BY id`.execute(trx);
	const user = rows.find((row) => normaliseEmail(row.email) === email);
	return user ? Number(user.id) : null;
}
