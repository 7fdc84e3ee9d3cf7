import { fabricatedEmail, fabricatedEmailDigits, normaliseEmail } from '../domain/values/email';
import { MtlError } from '../domain/errors';
import { wholeBooking } from '../domain/booking/historyEntry';
import { markOfPerson, marksOfErased, seatPlace } from '../domain/erased/erasures';
import { personIdentity, personKey } from '../domain/person';
import { normalisePhone } from '../domain/values/phone';
import { personMatcher, partsOf } from '../domain/erased/personMatcher';
import type { Db, Trx } from '../db/connection';
import { unhurried } from '../db/limits';
import {
	anonymiseLead,
	bookingIdsOf,
	findPerson,
	purgeBookings,
	purgeHistory,
	purgeSeatIds,
	purgeTimeline,
} from './repositories/rows';
import { addressIn } from '../domain/aliases';
import { findOwnColumns } from '../db/ownColumns';
import { aliasesOf, findAliases, removeAliases } from '../db/repositories/aliases';
import { findIdentities } from '../db/repositories/leads';
import { emptyAnswers } from '../db/repositories/answers';
import { addErasures } from '../db/repositories/erasures';
import { findReferences, lockUids } from '../db/repositories/references';
import { findEventsToErase, newestReading } from './repositories/texts';
import type { LeadRow } from '../db/tables';
import { StartOver, transact } from '../db/transaction';
import { settingsOf } from '../services/retryEvents';
import { eraseEvents } from './eraseEvents';
import { eraseTexts } from './eraseTexts';
import { identifiersOf } from './personIdentifiers';
import { manualUid } from '../domain/booking/manualEdits';

export type Erased = {
	/** Null for a person named only in other people's bookings. */
	leadId: number | null;
	bookings: number;
	/** Inbox rows that were emptied, or from which the person was removed. */
	events: number;
};

/** How a person is looked up: by an e-mail address, or by one of these phone numbers. */
interface Address {
	email: string | null;
	phones: string[];
}

/**
 * Erases a person on request: anonymises the lead, and removes texts from bookings, timeline,
 * history and inbox. Other people's rows keep everything that is not about this person. Rows,
 * times, statuses and keys stay, so that nothing is counted or processed twice. Marks keep the person
 * from coming back (`erasedPeople`).
 *
 * @param typed an e-mail address, or the phone number of a person without an e-mail address
 * @throws {MtlError} `not-found` if no one is found, `busy` while one of their events is being
 * worked on
 */
export async function eraseLead(db: Db, typed: string, now = new Date()): Promise<Erased> {
	const work = async (trx: Trx) => {
		// A number typed without a country code belongs to the country set on the trigger.
		const { defaultCountry } = settingsOf(await newestReading(trx));
		const address = addressOf(typed, defaultCountry);
		const merged = await mergedLead(trx, address);
		const main = merged?.main ?? address;
		const aliases = await otherAddresses(trx, merged?.id ?? (await findPerson(trx, main))?.id);
		const erased = await erase(trx, main, defaultCountry, { now });
		const more = async (one: Address, isAlias = false) => {
			const { bookings, events } = await erase(trx, one, defaultCountry, { now, isAlias });
			erased.bookings += bookings;
			erased.events += events;
		};
		for (const alias of aliases) await more(alias, true);
		// Another application may have deleted a lead softly and made another one for the person.
		while (await findPerson(trx, main)) await more(main);
		if (erased.leadId !== null) await removeAliases(trx, erased.leadId);
		// A person may have merged them while this waited for the lead.
		if (await mergedLead(trx, address)) throw new StartOver();
		return erased;
	};
	// Searching every stored body takes long in a large inbox.
	return await unhurried(async () => await transact(db, work));
}

function addressOf(typed: string, country: string): Address {
	const email = normaliseEmail(typed);
	const digits = email && fabricatedEmailDigits(email);
	if (email && !digits) return { email, phones: [] };
	const phone = digits ? `+${digits}` : typed.trim();
	return { email: null, phones: [phone, normalisePhone(phone, country) ?? ''] };
}

/** The lead that an address was merged into, and that lead's own address. */
async function mergedLead(
	trx: Trx,
	{ email, phones }: Address,
): Promise<{ id: number; main: Address } | null> {
	const identities = email === null ? phones.filter(Boolean) : [email];
	const kind = email === null ? 'phone' : 'email';
	const aliases = await findAliases(
		trx,
		identities.map((one) => `${kind}:${one}`),
	);
	const [id] = aliases.values();
	const [identity] = id === undefined ? [] : await findIdentities(trx, [id]);
	if (id === undefined || !identity) return null;
	return { id, main: { email: identity.email, phones: identity.phone ? [identity.phone] : [] } };
}

/** The further addresses of a lead. */
async function otherAddresses(trx: Trx, leadId: number | undefined): Promise<Address[]> {
	if (leadId === undefined) return [];
	return (await aliasesOf(trx, leadId)).flatMap((alias) => {
		const address = addressIn(alias);
		if (!address) return [];
		return [{ email: address.email, phones: address.phone ? [address.phone] : [] }];
	});
}

interface Erasing {
	now: Date;
	/** Whether the address is a further one of a person who is erased already. */
	isAlias?: boolean;
}

/** Locks uids, leads, bookings, activities, history and events, in this order. */
async function erase(
	trx: Trx,
	address: Address,
	country: string,
	{ now, isAlias = false }: Erasing,
): Promise<Erased> {
	const lead = await findPerson(trx, address);
	const phone = lead?.phone_identity ?? (isAlias ? (address.phones[0] ?? null) : null);
	const identity = personIdentity({ email: address.email, phone });
	const key = personKey({ email: address.email, phone });
	if (!identity || !key) throw unknown();
	const emails = [address.email ?? fabricatedEmail(String(phone))];
	const { ids, uids, seats, wholeUids, aloneUids } = await bookingsOf(trx, lead);
	const person = { key, wholeUids, aloneUids };
	const where = { parts: partsOf(emails), uids };
	const events = await findEventsToErase(trx, where);
	await lockUids(trx, [...uids, ...events.flatMap((row) => row.external_id ?? [])].filter(isUid));
	const known = { lead, emails, person, events, country };
	const matcher = personMatcher(await identifiersOf(trx, known));
	if (lead) await anonymiseLead(trx, lead.id);
	const own = await findOwnColumns(trx);
	if (lead) await emptyAnswers(trx, 'leads', [lead.id], own);
	// Another uid may have become theirs before the uids and the lead were locked.
	if ((await bookingsOf(trx, lead)).uids.join() !== uids.join()) throw new StartOver();
	let texts = await eraseTexts(trx, 'leads', where, matcher);
	await purgeBookings(trx, ids);
	await emptyAnswers(trx, 'bookings', ids, own);
	texts += await eraseTexts(trx, 'bookings', where, matcher);
	if (lead) await purgeTimeline(trx, lead.id, ids);
	texts += await eraseTexts(trx, 'activities', where, matcher);
	await purgeHistory(trx, person);
	texts += await eraseTexts(trx, 'booking_history', where, matcher);
	await purgeSeatIds(trx, ids);
	const eventIds = events.map(({ id }) => id);
	const { changed, ...named } = await eraseEvents(trx, eventIds, person, matcher, now);
	if (!lead && !isAlias && texts + changed === 0) throw unknown();
	const places = [...new Set([...uids, ...seats.map(seatPlace), ...named.places])];
	const alone = wholeUids.filter((uid) => aloneUids.includes(uid));
	const marks = marksOfErased([identity], places, [...alone, ...named.uidsAlone]);
	await addErasures(trx, [markOfPerson(identity), ...marks], now);
	return { leadId: lead?.id ?? null, bookings: ids.length, events: changed };
}

/**
 * A lead's bookings, all their uids and seats, the uids of these appointments only, and the uids that no one
 * else has yet.
 */
async function bookingsOf(trx: Trx, lead: LeadRow | undefined) {
	const ids = lead ? await bookingIdsOf(trx, lead.id) : [];
	const own = await findReferences(trx, { bookingIds: ids });
	const uids = [...new Set(own.map(({ uid }) => uid))];
	const whole = own.filter(({ seatKey }) => seatKey === wholeBooking).map(({ uid }) => uid);
	const all = await findReferences(trx, { uids });
	const others = all.filter(({ bookingId }) => bookingId !== null && !ids.includes(bookingId));
	const shared = new Set(others.map(({ uid }) => uid));
	return {
		ids,
		uids,
		seats: own.flatMap(({ seat }) => seat ?? []),
		wholeUids: [...whole, ...ids.map(manualUid)],
		aloneUids: uids.filter((uid) => !shared.has(uid)),
	};
}

/** Other applications may have written different ids. */
const isUid = (text: string) => /^[!-~]{1,191}$/.test(text);

function unknown(): MtlError {
	return new MtlError(
		'not-found',
		'No one was found with this e-mail address or phone number.',
		'Check the spelling. People who were already erased can no longer be found.',
	);
}
