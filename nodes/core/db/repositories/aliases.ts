import { sql } from 'kysely';

import { anyOf } from '../anyOf';
import type { Db, Trx } from '../connection';

/** What leads to another lead than it says, since leads were merged: alias → `leads.id`. */
export async function findAliases(
	db: Db,
	aliases: readonly string[],
): Promise<Map<string, number>> {
	if (aliases.length === 0) return new Map();
	const rows = await db
		.selectFrom('mtl_lead_aliases')
		.select(['alias', 'lead_id'])
		.where('alias', 'in', anyOf(aliases))
		.execute();
	return new Map(rows.map(({ alias, lead_id: id }) => [alias, id]));
}

/** All aliases of a lead, oldest first. */
export async function aliasesOf(db: Db, leadId: number): Promise<string[]> {
	const rows = await db
		.selectFrom('mtl_lead_aliases')
		.select('alias')
		.where('lead_id', '=', leadId)
		.orderBy('created_at')
		.orderBy('alias')
		.execute();
	return rows.map(({ alias }) => alias);
}

/** Makes aliases lead to a lead, with all aliases of the lead that is merged into it. */
export async function addAliases(
	trx: Trx,
	aliases: readonly string[],
	{ from, to }: { from: number; to: number },
): Promise<void> {
	await trx
		.updateTable('mtl_lead_aliases')
		.set({ lead_id: to })
		.where('lead_id', '=', from)
		.execute();
	for (const alias of [...aliases].sort()) {
		await sql`INSERT INTO mtl_lead_aliases (alias, lead_id, created_at)
			VALUES (${alias}, ${to}, UTC_TIMESTAMP(3)) ON DUPLICATE KEY UPDATE lead_id = VALUES(lead_id)`.execute(
			trx,
		);
	}
}

/** When a lead is erased, so are its other addresses. */
export async function removeAliases(trx: Trx, leadId: number): Promise<void> {
	await trx.deleteFrom('mtl_lead_aliases').where('lead_id', '=', leadId).execute();
}
