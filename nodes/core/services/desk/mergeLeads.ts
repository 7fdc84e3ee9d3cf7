import { createHash } from 'node:crypto';

import { aliasesOfLead } from '../../domain/aliases';
import { MtlError } from '../../domain/errors';
import type { Db, Trx } from '../../db/connection';
import { fittingFor } from '../../db/fitting';
import { type Installation, withInstallation } from '../../db/installation';
import { insertActivity } from '../../db/repositories/activities';
import { addAliases } from '../../db/repositories/aliases';
import { moveAnswers } from '../../db/repositories/answers';
import { lockBookings } from '../../db/repositories/bookings';
import {
	bookingIdsOfLead,
	fillFrom,
	lockLeads,
	moveToLead,
	renameInHistory,
	retireLead,
} from '../../db/repositories/leadMerges';
import { findReferences, lockUids } from '../../db/repositories/references';
import { isDeleted } from '../../db/repositories/softDeletes';
import type { LeadRow } from '../../db/tables';
import { StartOver, transact } from '../../db/transaction';
import { authorLine, type DeskPerson } from './author';

/** A merge that a person has confirmed. */
export interface LeadMerge {
	/** The lead that stays. */
	keep: number;
	/** The lead that becomes a part of it. */
	other: number;
	/** `versionOfLeads` that the person saw. */
	seen: string;
	by: DeskPerson;
}

export interface MergedLeads {
	leadId: number;
	mergedId: number;
	/** How many bookings moved. */
	bookings: number;
}

type Shown = Pick<LeadRow, 'id' | 'first_name' | 'last_name' | 'email' | 'phone'>;

/** Changes with what people decide by: who the two are, and the bookings of the lead that goes. */
export function versionOfLeads(keep: Shown, other: Shown, bookingIds: readonly number[]): string {
	const shown = [keep, other].map(({ id, first_name, last_name, email, phone }) => [
		...[id, first_name, last_name, email, phone],
	]);
	const seen = [...shown, [...bookingIds].sort((a, b) => a - b)];
	return createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 16);
}

/**
 * Makes two leads one: bookings, timeline and addresses of the other move to the lead that stays, so
 * that the next booking with one of these addresses finds it. The line on the timeline says who was
 * merged, and by whom. Locks uids, leads and bookings, in this order.
 *
 * @throws {MtlError} `changed` if they are no longer what the person saw; `not-found` if one of them
 * does not exist, was merged, erased or deleted
 */
export async function mergeLeads(db: Db, merge: LeadMerge): Promise<MergedLeads> {
	return await withInstallation(
		db,
		async (installation) =>
			await transact(db, async (trx) => await mergeInside(trx, merge, installation)),
	);
}

async function mergeInside(
	trx: Trx,
	{ keep, other, seen, by }: LeadMerge,
	installation: Installation,
): Promise<MergedLeads> {
	const uids = await uidsOf(trx, await bookingIdsOfLead(trx, other));
	await lockUids(trx, uids);
	const leads = await lockLeads(trx, [keep, other]);
	const kept = leads.find(({ id }) => id === keep);
	const gone = leads.find(({ id }) => id === other);
	if (keep === other || !isThere(kept) || !isThere(gone)) {
		throw new MtlError(
			'not-found',
			`One of the leads ${keep} and ${other} does not exist any more.`,
		);
	}
	const ids = await bookingIdsOfLead(trx, other);
	// Another booking may have become theirs before the lead was locked.
	if ((await uidsOf(trx, ids)).join() !== uids.join()) throw new StartOver();
	if (versionOfLeads(kept, gone, ids) !== seen)
		throw new MtlError('changed', `The lead ${keep} or ${other} was changed meanwhile.`);
	if (ids.length > 0) await lockBookings(trx, ids);
	await renameInHistory(trx, uids, other, keep);
	await moveToLead(trx, other, keep);
	await moveAnswers(trx, 'leads', [other], keep, installation.ownColumns);
	await fillFrom(trx, kept, gone);
	await retireLead(trx, other, keep, installation);
	await addAliases(trx, aliasesOfLead(gone), { from: other, to: keep });
	const line = { leadId: keep, bookingId: null, type: 'desk', subject: 'Merged' };
	const body = [describe(gone, ids.length), await authorLine(trx, by)].join('\n');
	const now = { eventKey: null, position: null, occurredAt: new Date() };
	await insertActivity(trx, { ...line, body, ...now }, fittingFor(installation));
	return { leadId: keep, mergedId: other, bookings: ids.length };
}

/** An erased or merged lead has no address any more. */
function isThere(lead: LeadRow | undefined): lead is LeadRow {
	return lead !== undefined && !isDeleted(lead) && (lead.email ?? lead.phone) !== null;
}

async function uidsOf(trx: Trx, bookingIds: readonly number[]): Promise<string[]> {
	const references = await findReferences(trx, { bookingIds });
	return [...new Set(references.map(({ uid }) => uid))].sort();
}

function describe(lead: Shown, bookings: number): string {
	const { first_name, last_name, email, phone, id } = lead;
	const name = [first_name, last_name].filter(Boolean).join(' ');
	const who = [name, email, phone].filter(Boolean).join(', ');
	return `${who} (lead ${id}) is the same person. ${bookings} booking(s) moved here.`;
}
