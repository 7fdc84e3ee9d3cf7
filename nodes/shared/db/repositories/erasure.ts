import { sql } from 'kysely';

import type { Trx } from '../connection';
import { provider } from './references';

/** Makes a lead nobody: the row stays, so that counts and ids stay right. */
export async function anonymiseLead(trx: Trx, id: number): Promise<void> {
	await trx
		.updateTable('leads')
		.set({
			first_name: 'Erased',
			last_name: null,
			email: null,
			phone: null,
			phone_identity: null,
			activity_notes: null,
			updated_at: new Date(),
		})
		.where('id', '=', id)
		.execute();
}

/** Empties what a lead's bookings say in words. */
export async function purgeBookings(trx: Trx, ids: readonly number[]): Promise<void> {
	await trx
		.updateTable('bookings')
		.set({
			title: null,
			location: null,
			meeting_url: null,
			cancellation_reason: null,
			webhook_payload: null,
			updated_at: new Date(),
		})
		.where('id', 'in', [0, ...ids])
		.execute();
}

/** Empties the texts of a lead's timeline; that something happened, and when, stays. */
export async function purgeTimeline(trx: Trx, leadId: number): Promise<void> {
	await trx
		.updateTable('activities')
		.set({ body: null, updated_at: new Date() })
		.where('lead_id', '=', leadId)
		.execute();
}

/** Empties the words in the history of these uids; times and statuses stay. */
export async function purgeHistory(trx: Trx, uids: readonly string[]): Promise<void> {
	const words = ['title', 'location', 'meetingUrl', 'cancellationReason'];
	const paths = ['news', 'edits'].flatMap((part) => words.map((word) => `'$.${part}.${word}'`));
	const emptied = paths.map((path) => `${path}, NULL`).join(', ');
	await sql`UPDATE booking_history SET details = JSON_REPLACE(details, ${sql.raw(emptied)})
		WHERE provider = ${provider} AND uid IN (${sql.join(['', ...uids])})`.execute(trx);
}

/**
 * Empties the bodies and error texts of every event about these uids, or that holds the e-mail or the phone.
 * Events that were still to run can't any more: they become ignored. Dedupe keys stay.
 */
export async function purgeEvents(
	trx: Trx,
	uids: readonly string[],
	texts: readonly string[],
): Promise<number> {
	const { numUpdatedRows } = await trx
		.updateTable('webhook_events')
		.set({
			payload: null,
			error_message: sql<string>`IF(status IN ('processed', 'ignored'), NULL, 'Erased on request.')`,
			status: sql<string>`IF(status = 'processed', status, 'ignored')`,
			next_attempt_at: null,
			updated_at: new Date(),
		})
		.where('provider', '=', provider)
		.where((is) =>
			is.or([
				is('external_id', 'in', ['', ...uids]),
				...texts.map((text) => is(sql`LOCATE(${text}, LOWER(payload))`, '>', 0)),
			]),
		)
		.executeTakeFirst();
	return Number(numUpdatedRows);
}
