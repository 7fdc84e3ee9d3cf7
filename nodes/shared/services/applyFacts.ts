import type { Fact } from '../domain/fact';
import { wholeBooking } from '../domain/fact';
import { personKey } from '../domain/person';
import { type BookingState, project } from '../domain/project';
import { covers, type Reference, seatOf, type Target } from '../domain/references';
import type { Trx } from '../db/connection';
import {
	deleteBookings,
	insertBooking,
	lockBookings,
	moveTimeline,
	stateOf,
	updateBooking,
	updatePayload,
} from '../db/repositories/bookings';
import { addFact, findFacts } from '../db/repositories/history';
import {
	dropSeats,
	findReferences,
	lockUids,
	pointReference,
	repointReferences,
} from '../db/repositories/references';
import type { BookingRow } from '../db/tables';
import { StartOver } from '../db/transaction';
import { handEditsOf } from './handEdits';

/** What became of one booking. */
export interface SavedBooking {
	id: number;
	leadId: number | null;
	created: boolean;
	/** The event is older than the newest news of this booking, so it changed at most what was empty. */
	late: boolean;
	/** No other event has said anything of this booking yet. */
	first: boolean;
	/** `personKey` of the attendee it is about; null where the event names nobody for it. */
	person: string | null;
}

/**
 * Adds facts to the appointment that a target names: finds its row or makes it, merges rows that turn out to be
 * one, and writes what all facts together add up to. Null when there is no such booking and none is to be made.
 *
 * @param nothingKnown that no fact is kept under its uids, as `lockUids` said
 */
export async function applyFacts(
	trx: Trx,
	target: Target,
	news: readonly Fact[],
	nothingKnown = false,
): Promise<SavedBooking | null> {
	const { rows, references } = await lockTarget(trx, target);
	if (rows.length === 0 && !target.creates) return null;
	const wanted = target.references.map((reference) => ({ ...reference, bookingId: null }));
	const all = [...references, ...wanted];
	const known = nothingKnown ? [] : await knownFacts(trx, all, rows, references);
	const added = news.filter((fact) => all.some((reference) => covers(reference, fact)));
	const repeated = new Set(known.map(identity));
	const fresh = added.filter((fact) => !repeated.has(identity(fact)));
	const state = project([...known, ...fresh], seatOf(all));
	const id = await writeRow(trx, rows, state);
	for (const { uid, seatKey } of target.references) {
		const there = references.some((one) => one.uid === uid && one.seatKey === seatKey);
		const seatId = seatKey === wholeBooking ? null : (target.attendee?.seatId ?? null);
		if (!there || seatId) await pointReference(trx, { uid, seatKey, bookingId: id }, seatId);
	}
	// A uid without seats needs no references by person.
	if (target.whole && all.some(({ seatKey }) => seatKey !== wholeBooking)) {
		await dropSeats(trx, id);
	}
	const others = known.filter(({ eventKey }) => !news.some((fact) => fact.eventKey === eventKey));
	const late = added.some((fact) => others.some(({ stamp }) => stamp > fact.stamp));
	const person = target.attendee && personKey(target.attendee);
	return {
		id,
		leadId: state.leadId,
		created: rows.length === 0,
		late,
		first: others.length === 0,
		person,
	};
}

/**
 * Locks the rows of a target, and reads all their references. Where the uids are known to be one appointment,
 * that holds for every further uid of the same rows too, until nothing more turns up.
 */
async function lockTarget(trx: Trx, target: Target) {
	let ids = target.bookingIds;
	for (;;) {
		if (ids.length === 0) return { rows: [], references: [] };
		const rows = await lockBookings(trx, ids);
		// Merged away between reading its id and locking it.
		if (rows.length !== ids.length) throw new StartOver();
		const references = await findReferences(trx, { bookingIds: ids });
		if (!target.whole) return { rows, references };
		const more = await joinUids(trx, target, references);
		const wider = [...new Set([...ids, ...more])].sort((a, b) => a - b);
		if (wider.length === ids.length) return { rows, references };
		ids = wider;
	}
}

async function joinUids(trx: Trx, target: Target, references: Reference[]): Promise<number[]> {
	const named = new Set(target.references.map(({ uid }) => uid));
	const heads = new Set(
		references.filter((one) => one.seatKey === wholeBooking).map(({ uid }) => uid),
	);
	const uids = [...new Set(references.map(({ uid }) => uid))].filter(
		(uid) => !heads.has(uid) && !named.has(uid),
	);
	if (uids.length === 0) return [];
	await lockUids(trx, uids);
	target.references.push(...uids.map((uid) => ({ uid, seatKey: wholeBooking })));
	const found = await findReferences(trx, { uids });
	return found.flatMap(({ bookingId }) => (bookingId === null ? [] : [bookingId]));
}

/** All facts so far, with those that people wrote into the rows themselves. */
async function knownFacts(trx: Trx, all: Reference[], rows: BookingRow[], references: Reference[]) {
	const uids = [...new Set(all.map(({ uid }) => uid))];
	const facts = await findFacts(trx, uids);
	const known = facts.filter((fact) => all.some((reference) => covers(reference, fact)));
	for (const row of rows) {
		const own = references.filter(({ bookingId }) => bookingId === row.id);
		const said = facts.filter((fact) => own.some((reference) => covers(reference, fact)));
		const edits = handEditsOf(row, said, own);
		if (!edits) continue;
		await addFact(trx, edits);
		known.push(edits);
	}
	return known;
}

async function writeRow(trx: Trx, rows: BookingRow[], state: BookingState): Promise<number> {
	const [row, ...others] = rows;
	if (!row) return await insertBooking(trx, state);
	if (matches(row, state)) await updatePayload(trx, row.id, state);
	else await updateBooking(trx, row.id, state);
	const merged = others.map(({ id }) => id);
	if (merged.length > 0 || row.lead_id !== state.leadId) {
		await moveTimeline(trx, [row.id, ...merged], row.id, state.leadId);
	}
	if (merged.length > 0) {
		await repointReferences(trx, merged, row.id);
		await deleteBookings(trx, merged);
	}
	return row.id;
}

function matches(row: BookingRow, state: BookingState): boolean {
	const { eventKey: _, uid, lastEventAt, ...columns } = state;
	const stored = stateOf(row);
	return (
		row.external_booking_id === uid &&
		(row.last_event_at?.toISOString() ?? null) === lastEventAt &&
		Object.entries(columns).every(([key, value]) => stored[key as keyof typeof stored] === value)
	);
}

function identity(fact: Fact): string {
	return `${fact.eventKey} ${fact.address}`;
}
