import { sql } from 'kysely';

import { normaliseEmail } from '../../domain/email';
import type { Trx } from '../connection';

/**
 * The user with this e-mail address; null where there is none.
 *
 * @param email normalised
 */
export async function findTeacherId(trx: Trx, email: string): Promise<number | null> {
	// The index first; what was typed with capitals or spaces may need a look at every user.
	const { rows } = await sql<{ id: number; email: string }>`SELECT id, email FROM users
		WHERE email = ${email} ORDER BY id`.execute(trx);
	const exact = rows.find((row) => normaliseEmail(row.email) === email);
	if (exact) return Number(exact.id);
	const { rows: alike } = await sql<{ id: number; email: string }>`SELECT id, email FROM users
		WHERE LOWER(TRIM(email)) = ${email} ORDER BY id`.execute(trx);
	const typed = alike.find((row) => normaliseEmail(row.email) === email);
	return typed ? Number(typed.id) : null;
}
