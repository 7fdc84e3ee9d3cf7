import { normaliseEmail } from '../domain/email';
import { MtlError } from '../domain/errors';
import type { Db } from '../db/connection';
import { listBookings } from '../db/repositories/bookings';
import {
	anonymiseLead,
	purgeBookings,
	purgeEvents,
	purgeHistory,
	purgeTimeline,
} from '../db/repositories/erasure';
import { findLead } from '../db/repositories/leads';
import { findReferences } from '../db/repositories/references';
import { transact } from '../db/transaction';

const everyBooking = 1_000_000;

/**
 * Makes a person unknown, on request: the lead becomes anonymous, and words are removed from bookings, timeline,
 * history and inbox. Rows, times, statuses and dedupe keys stay, so that nothing is counted or processed twice.
 *
 * @throws {MtlError} `not-found` when nobody has this e-mail
 */
export async function eraseLead(db: Db, typed: string) {
	const email = normaliseEmail(typed);
	return await transact(db, async (trx) => {
		const lead = email ? await findLead(trx, { email }) : undefined;
		if (!email || !lead) {
			throw new MtlError(
				'not-found',
				'No lead has this e-mail address.',
				'Check the spelling. Who was erased before has no address any more.',
			);
		}
		const bookings = await listBookings(trx, { leadId: lead.id }, everyBooking);
		const ids = bookings.map(({ id }) => id);
		const references = await findReferences(trx, { bookingIds: [0, ...ids] });
		const uids = [...new Set(references.map(({ uid }) => uid))];
		await anonymiseLead(trx, lead.id);
		await purgeBookings(trx, ids);
		await purgeTimeline(trx, lead.id);
		await purgeHistory(trx, uids);
		const events = await purgeEvents(trx, uids, [email, ...(lead.phone ? [lead.phone] : [])]);
		return { leadId: lead.id, bookings: ids.length, events };
	});
}
