import type { Db } from '../../db/connection';
import { findKey, makeKey } from '../../db/repositories/keys';
import { attempt } from '../../db/transaction';

const keyName = 'desk';

/** The key that signs the forms of the desk, the same for every process on this database. */
export async function formKey(db: Db): Promise<string> {
	return await attempt(async () => (await findKey(db, keyName)) ?? (await makeKey(db, keyName)));
}
