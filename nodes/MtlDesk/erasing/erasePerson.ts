import type { Db } from '../../core/db/connection';
import { MtlError } from '../../core/domain/errors';
import { type Erased, eraseLead } from '../../core/erasure/eraseLead';
import { readPerson } from '../../core/services/desk/pages';

/**
 * Erases a person.
 *
 * @param confirmed what the user typed to confirm: their e-mail address or phone number
 * @throws {MtlError} `input` if it is not theirs
 */
export async function erasePerson(db: Db, leadId: number, confirmed: string): Promise<Erased> {
	const { lead } = await readPerson(db, leadId);
	const typed = confirmed.trim();
	const isTheirs =
		lead.email === null
			? [lead.phone, lead.phone_identity].includes(typed)
			: lead.email.toLowerCase() === typed.toLowerCase();
	if (!isTheirs) throw new MtlError('input', 'This is not the address of this person.');
	return await eraseLead(db, lead.email ?? typed);
}
