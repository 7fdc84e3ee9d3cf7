import { sql } from 'kysely';

import { provider } from '../../domain/event';
import { anyOf } from '../anyOf';
import type { Db, Trx } from '../connection';
import type { Installation } from '../installation';
import type { LeadRow } from '../tables';
import { unmoved, unmovedSet } from '../unmoved';
import { emptyLead } from './emptyLead';

/** Locks existing leads, always in the same order. */
export async function lockLeads(trx: Trx, ids: readonly number[]): Promise<LeadRow[]> {
	return await trx
		.selectFrom('leads')
		.selectAll()
		.where('id', 'in', anyOf(ids))
		.orderBy('id')
		.forUpdate()
		.execute();
}

export async function bookingIdsOfLead(db: Db, leadId: number): Promise<number[]> {
	const query = db.selectFrom('bookings').select('id').where('lead_id', '=', leadId).orderBy('id');
	return (await query.execute()).map(({ id }) => id);
}

/** Gives all bookings and lines of one lead to another lead. */
export async function moveToLead(trx: Trx, from: number, to: number): Promise<void> {
	await trx
		.updateTable('bookings')
		.set({ ...unmovedSet('bookings'), lead_id: to, updated_at: new Date() })
		.where('lead_id', '=', from)
		.execute();
	// An event has one line on a timeline.
	await sql`DELETE moved FROM activities moved
		JOIN activities there ON there.event_key = moved.event_key AND there.lead_id = ${to}
		WHERE moved.lead_id = ${from}`.execute(trx);
	await trx
		.updateTable('activities')
		.set({ ...unmovedSet('activities'), lead_id: to })
		.where('lead_id', '=', from)
		.execute();
}

/** Lets the history under these uids name one lead where it named another. */
export async function renameInHistory(
	trx: Trx,
	uids: readonly string[],
	from: number,
	to: number,
): Promise<void> {
	const { rows } = await sql<{
		id: number;
		details: string;
	}>`SELECT id, details FROM booking_history
		WHERE provider = ${provider} AND uid IN (${sql.join(anyOf(uids))})`.execute(trx);
	for (const { id, details } of rows) {
		const renamed = JSON.stringify(renamedIn(JSON.parse(details), from, to));
		if (renamed !== details)
			await sql`UPDATE booking_history SET details = ${renamed} WHERE id = ${id}`.execute(trx);
	}
}

const naming = new Set(['leadId', 'linkedLeadId']);

function renamedIn(value: unknown, from: number, to: number): unknown {
	if (Array.isArray(value)) return value.map((one) => renamedIn(one, from, to));
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).map(([key, one]: [string, unknown]) => [
		key,
		naming.has(key) && one === from ? to : renamedIn(one, from, to),
	]);
	return Object.fromEntries(entries);
}

/**
 * Fills what the kept lead lacks from the other one, and keeps the first touch of both. Values that
 * are there stay.
 */
export async function fillFrom(trx: Trx, kept: LeadRow, other: LeadRow): Promise<void> {
	const isEmpty = (text: string | null) => (text ?? '') === '';
	const stamped = [
		['first_name', 'first_name_stamp'],
		['last_name', 'last_name_stamp'],
		['phone', 'phone_stamp'],
		['activity_notes', 'notes_stamp'],
	] as const;
	const filled = Object.fromEntries(
		stamped
			.filter(([column]) => isEmpty(kept[column]) && !isEmpty(other[column]))
			.flatMap(([column, stamp]) => [
				[column, other[column]],
				[stamp, other[stamp]],
			]),
	);
	const first = (lead: LeadRow) => lead.reference_stamp ?? lead.created_at.toISOString();
	const isEarlier = !isEmpty(other.reference) && first(other) < first(kept);
	const touch = isEarlier || isEmpty(kept.reference) ? other : kept;
	const { reference, source_detail, reference_stamp } = touch;
	await trx
		.updateTable('leads')
		.set({
			...unmovedSet('leads'),
			...filled,
			reference,
			source_detail,
			reference_stamp,
			updated_at: new Date(),
		})
		.where('id', '=', kept.id)
		.execute();
}

/**
 * Leaves nothing of a merged lead but its row, because other applications may point to it. It is
 * deleted softly where they do so.
 */
export async function retireLead(
	trx: Trx,
	id: number,
	into: number,
	installation: Installation,
): Promise<void> {
	await emptyLead(trx, id, { first_name: 'Merged', last_name: `into ${into}` });
	if (!installation.softDeletes.has('leads')) return;
	await sql`UPDATE leads SET deleted_at = UTC_TIMESTAMP(), ${sql.join(unmoved('leads'))}
		WHERE id = ${id} AND deleted_at IS NULL`.execute(trx);
}
