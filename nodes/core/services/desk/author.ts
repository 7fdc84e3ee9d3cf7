import { normaliseEmail } from '../../domain/values/email';
import type { Trx } from '../../db/connection';
import { findUser } from '../../db/repositories/users';

/** Who changes something at the desk, as n8n knows them. */
export interface DeskPerson {
	email: string;
	name: string;
}

/** The last line of a change on the timeline: the name in `users` where the address is known. */
export async function authorLine(trx: Trx, by: DeskPerson): Promise<string> {
	const email = normaliseEmail(by.email);
	const user = email === null ? null : await findUser(trx, email);
	return `By ${user?.name ?? by.name} (${by.email})`;
}
