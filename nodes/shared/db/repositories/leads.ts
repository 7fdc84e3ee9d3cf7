import { sql } from 'kysely';

import type { Db } from '../connection';
import type { LeadRow } from '../tables';

/** What an event, or a person, says of a lead. Null means "nothing said". */
export interface LeadValues {
	/** Normalised; null only for people known by phone alone. */
	email: string | null;
	/** The phone number that stands for the person where there is no e-mail. */
	phoneIdentity: string | null;
	firstName: string | null;
	lastName: string | null;
	phone: string | null;
	activityNotes: string | null;
	reference: string | null;
	sourceDetail: string | null;
	/** `stampOf` the news: newer values replace, older ones only fill what nobody filled. */
	stamp: string;
}

export interface SavedLead {
	id: number;
	created: boolean;
}

/**
 * Inserts the lead or merges what is newer into it, in one statement, so that two at once can't lose anything.
 * Every field that belongs together has a stamp of its own; reference and source are those of the first touch.
 */
export async function upsertLead(db: Db, lead: LeadValues): Promise<SavedLead> {
	const name = lead.firstName === null && lead.lastName === null ? null : lead.stamp;
	const phone = lead.phone === null ? null : lead.stamp;
	const notes = lead.activityNotes === null ? null : lead.stamp;
	const reference = lead.reference === null ? null : lead.stamp;
	const newer = (stamp: string) =>
		sql.raw(`VALUES(${stamp}) IS NOT NULL AND VALUES(${stamp}) > COALESCE(${stamp}, '')`);
	// What stands without a stamp was there before us: it is the first touch.
	const first = sql.raw(
		"VALUES(reference_stamp) IS NOT NULL AND (COALESCE(reference, '') = '' OR VALUES(reference_stamp) < COALESCE(reference_stamp, ''))",
	);
	const noSourceBeforeUs = sql.raw(
		"(reference_stamp IS NOT NULL OR COALESCE(source_detail, '') = '')",
	);
	// Assignments run from left to right: what a stamp guards comes before the stamp itself; the reference's
	// stamp comes before the reference, which its guard reads.
	const result =
		await sql`INSERT INTO leads (first_name, last_name, email, phone, reference, source_detail, activity_notes,
			phone_identity, name_stamp, phone_stamp, notes_stamp, reference_stamp, created_at, updated_at)
		VALUES (${lead.firstName}, ${lead.lastName}, ${lead.email}, ${lead.phone}, ${lead.reference}, ${lead.sourceDetail},
			${lead.activityNotes}, ${lead.phoneIdentity}, ${name}, ${phone}, ${notes}, ${reference}, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))
		ON DUPLICATE KEY UPDATE
			id = LAST_INSERT_ID(id),
			updated_at = IF(${newer('name_stamp')} OR ${newer('phone_stamp')} OR ${newer('notes_stamp')}, VALUES(updated_at), updated_at),
			first_name = IF(${newer('name_stamp')}, VALUES(first_name), first_name),
			last_name = IF(${newer('name_stamp')}, VALUES(last_name), last_name),
			phone = IF(${newer('phone_stamp')}, VALUES(phone), phone),
			activity_notes = IF(${newer('notes_stamp')}, VALUES(activity_notes), activity_notes),
			name_stamp = IF(${newer('name_stamp')}, VALUES(name_stamp), name_stamp),
			phone_stamp = IF(${newer('phone_stamp')}, VALUES(phone_stamp), phone_stamp),
			notes_stamp = IF(${newer('notes_stamp')}, VALUES(notes_stamp), notes_stamp),
			source_detail = IF(${first} AND ${noSourceBeforeUs}, COALESCE(VALUES(source_detail), source_detail), source_detail),
			reference_stamp = IF(${first}, VALUES(reference_stamp), reference_stamp),
			reference = IF(reference_stamp = VALUES(reference_stamp), VALUES(reference), reference)`.execute(
			db,
		);
	return { id: Number(result.insertId), created: result.numAffectedRows === 1n };
}

export async function findLead(
	db: Db,
	by: { id: number } | { email: string },
): Promise<LeadRow | undefined> {
	const query = db.selectFrom('leads').selectAll();
	return await ('id' in by ? query.where('id', '=', by.id) : query.where('email', '=', by.email))
		.orderBy('id')
		.limit(1)
		.executeTakeFirst();
}

export interface LeadFilter {
	reference?: string;
	/** Part of the name, e-mail or phone. */
	text?: string;
}

/** Newest first. */
export async function listLeads(db: Db, filter: LeadFilter, limit: number): Promise<LeadRow[]> {
	let query = db.selectFrom('leads').selectAll();
	if (filter.reference) query = query.where('reference', '=', filter.reference);
	if (filter.text) {
		const part = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
		query = query.where((is) =>
			is.or([
				is('first_name', 'like', part),
				is('last_name', 'like', part),
				is('email', 'like', part),
				is('phone', 'like', part),
			]),
		);
	}
	return await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}
