import { MtlError } from '../domain/errors';
import type { BookingEvent } from '../domain/event';
import { leadIdOf, leadToken } from '../domain/leadToken';
import type { Db, Trx } from '../db/connection';
import { type Installation, withInstallation } from '../db/installation';
import { findKey, makeKey } from '../db/repositories/keys';
import { findLead, findReachableLead } from '../db/repositories/leads';
import { attempt } from '../db/transaction';

const keyName = 'booking links';

export interface PersonalLink {
	leadId: number;
	token: string;
	/** The address to give to the person. */
	url: string;
}

/**
 * A link to a booking page of Cal.com that ties every booking made with it to a lead, whatever
 * address is entered there. Cal.com hands on what follows `metadata` in the address.
 *
 * @param page address of the booking page
 * @throws {MtlError} `not-found` if the lead does not exist, was erased or has no address at all
 */
export async function personalLink(
	db: Db,
	by: { id: number } | { email: string },
	page: URL,
): Promise<PersonalLink> {
	return await withInstallation(db, async (installation) => {
		const reachable = async (id: number) =>
			await findReachableLead(db, installation, id, { lock: false });
		const lead = await attempt(async () => await findLead(db, installation, by));
		if (!lead || (await attempt(async () => await reachable(lead.id))) === null) {
			throw new MtlError(
				'not-found',
				'The lead was not found, or was erased.',
				'Look it up with Get Many.',
			);
		}
		const token = leadToken(lead.id, await attempt(async () => await makeKey(db, keyName)));
		const url = new URL(page);
		url.searchParams.set('metadata[lead]', token);
		return { leadId: lead.id, token, url: url.href };
	});
}

/**
 * The lead that an event's link names. Null without a link, for a token that was not made here, and
 * for a lead that is gone, deleted or erased.
 */
export async function linkedLead(
	trx: Trx,
	{ link }: BookingEvent,
	installation: Installation,
	{ lock }: { lock: boolean },
): Promise<number | null> {
	if (!link?.lead) return null;
	const key = await findKey(trx, keyName);
	const id = key ? leadIdOf(link.lead, key) : null;
	return id === null ? null : await findReachableLead(trx, installation, id, { lock });
}

/** What the timeline says about a booking whose link names no lead; null for all others. */
export async function remarkOnLink(
	trx: Trx,
	event: BookingEvent,
	installation: Installation,
): Promise<string | null> {
	const isBooked = event.event.kind === 'created' || event.event.kind === 'requested';
	if (!isBooked || !event.link?.lead) return null;
	if (await linkedLead(trx, event, installation, { lock: false })) return null;
	return 'The personal link used for this booking is not valid, so it was ignored.';
}
