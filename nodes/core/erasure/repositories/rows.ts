import { sql } from 'kysely';

import { everyone } from '../../domain/booking/historyEntry';
import { provider } from '../../domain/event';
import type { Trx } from '../../db/connection';
import type { LeadRow } from '../../db/tables';
import { anyOf } from '../../db/anyOf';
import { emptyLead } from '../../db/repositories/emptyLead';
import { unmovedSet } from '../../db/unmoved';

/** The lead with an e-mail, or with a phone number that identifies a person without an e-mail. */
export async function findPerson(
	trx: Trx,
	{ email, phones }: { email: string | null; phones: readonly string[] },
): Promise<LeadRow | undefined> {
	return await trx
		.selectFrom('leads')
		.selectAll()
		.where((is) =>
			email === null ? is('phone_identity', 'in', anyOf(phones)) : is('email', '=', email),
		)
		.orderBy('id')
		.limit(1)
		.executeTakeFirst();
}

export async function bookingIdsOf(trx: Trx, leadId: number): Promise<number[]> {
	const query = trx.selectFrom('bookings').select('id').where('lead_id', '=', leadId).orderBy('id');
	return (await query.execute()).map(({ id }) => id);
}

/** Phone numbers that another person also has, and that must stay. */
export async function phonesOfOthers(
	trx: Trx,
	leadId: number,
	phones: readonly string[],
): Promise<string[]> {
	const rows = await trx
		.selectFrom('leads')
		.select('phone')
		.where('id', '!=', leadId)
		.where('phone', 'in', anyOf(phones))
		.execute();
	return rows.flatMap(({ phone }) => phone ?? []);
}

/** Anonymises and locks a lead. The row stays, so that counts and ids remain correct. */
export async function anonymiseLead(trx: Trx, id: number): Promise<void> {
	await emptyLead(trx, id, { first_name: 'Erased', last_name: null });
}

/** Empties the texts in a lead's bookings. */
export async function purgeBookings(trx: Trx, ids: readonly number[]): Promise<void> {
	await trx
		.updateTable('bookings')
		.set({
			...unmovedSet('bookings'),
			title: null,
			location: null,
			meeting_url: null,
			cancellation_reason: null,
			level_found: null,
			follow_up_at: null,
			webhook_payload: null,
			rewritten: null,
			updated_at: new Date(),
		})
		.where('id', 'in', anyOf(ids))
		.execute();
}

/**
 * Clears the seat ids of the people in these bookings: anyone with such an id can cancel the seat.
 */
export async function purgeSeatIds(trx: Trx, bookingIds: readonly number[]): Promise<void> {
	await trx
		.updateTable('booking_references')
		.set({ attendee_seat_id: null })
		.where('booking_id', 'in', anyOf(bookingIds))
		.execute();
}

/**
 * Empties the texts of a timeline, but keeps the lines and their times. Lines written manually also
 * lose their subject.
 */
export async function purgeTimeline(
	trx: Trx,
	leadId: number,
	bookingIds: readonly number[],
): Promise<void> {
	await trx
		.updateTable('activities')
		.set({
			...unmovedSet('activities'),
			body: null,
			subject: sql<string | null>`IF(event_key IS NULL, NULL, subject)`,
			updated_at: new Date(),
		})
		.where((is) => is.or([is('lead_id', '=', leadId), is('booking_id', 'in', anyOf(bookingIds))]))
		.execute();
}

/**
 * Empties the texts in one person's history: entries of their appointments and seats, and entries
 * about everyone where they were the only person. Times and statuses stay.
 *
 * @param key `personKey`
 */
export async function purgeHistory(
	trx: Trx,
	of: { key: string; wholeUids: readonly string[]; aloneUids: readonly string[] },
): Promise<void> {
	const words = ['title', 'eventTitle', 'location', 'meetingUrl', 'cancellationReason'];
	const handWords = ['levelFound', 'followUpAt'];
	const paths = [
		...['change', 'edits'].flatMap((part) => words.map((word) => `'$.${part}.${word}'`)),
		...handWords.map((word) => `'$.edits.${word}'`),
		"'$.people[0].seat'",
	];
	const emptied = paths.map((path) => `${path}, NULL`).join(', ');
	const list = (uids: readonly string[]) => sql.join(anyOf(uids));
	await sql`UPDATE booking_history SET details = JSON_REPLACE(details, ${sql.raw(emptied)})
		WHERE provider = ${provider} AND (uid IN (${list(of.wholeUids)}) OR seat_key = ${of.key}
			OR (seat_key = ${everyone} AND uid IN (${list(of.aloneUids)})
				AND JSON_UNQUOTE(JSON_EXTRACT(details, '$.people[0].person')) = ${of.key}))`.execute(trx);
}
