import type { Trx } from '../connection';
import { unmovedSet } from '../unmoved';

/** Leaves nothing of a lead but its row and a name that says why, and locks it. */
export async function emptyLead(
	trx: Trx,
	id: number,
	name: { first_name: string; last_name: string | null },
): Promise<void> {
	await trx
		.updateTable('leads')
		.set({
			...unmovedSet('leads'),
			...name,
			email: null,
			phone: null,
			phone_identity: null,
			activity_notes: null,
			updated_at: new Date(),
		})
		.where('id', '=', id)
		.execute();
}
