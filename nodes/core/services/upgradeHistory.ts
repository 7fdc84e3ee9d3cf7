import {
	entriesOf,
	everyone,
	type HistoryEntry,
	type ManualEdits,
	wholeBooking,
} from '../domain/booking/historyEntry';
import { legacyState, type LegacyFact } from '../domain/booking/legacyState';
import { editsIn } from '../domain/booking/manualEdits';
import { peopleOf, personKey } from '../domain/person';
import type { Reference, StoredBooking } from '../domain/booking/knownBookings';
import { timeOfStamp } from '../domain/stamp';
import type { Trx } from '../db/connection';
import { findHistory, type LegacyEntry, replaceEntries } from '../db/repositories/history';
import { findEventsByKey } from '../db/repositories/inbox';
import { parseRow } from './retryEvents';

/**
 * Replaces the entries stored by versions before 1.1 with current ones, parsed from the stored
 * bodies. For an event whose body is gone, the old entry remains valid.
 *
 * @returns the new entries, in the positions of the old ones
 */
export async function upgradeHistory(
	trx: Trx,
	legacy: readonly LegacyEntry[],
	references: readonly Reference[],
): Promise<HistoryEntry[]> {
	const keys = [...new Set(legacy.map(({ eventKey }) => eventKey))];
	const bodies = new Map((await findEventsByKey(trx, keys)).map((row) => [row.dedupe_key, row]));
	for (const key of keys) {
		const old = legacy.filter(({ eventKey }) => eventKey === key);
		const row = bodies.get(key);
		const read = row ? parseRow(row) : null;
		const entries =
			read?.ok && read.event.booking
				? entriesOf(read.event, {
						leadIds: leadIdsIn(old, peopleOf(read.event).map(personKey)),
						teacher: null,
					})
				: old.map((entry) => entryOf(entry, legacy, references));
		await replaceEntries(trx, old, entries);
	}
	const uids = [...new Set(legacy.map(({ uid }) => uid))];
	return (await findHistory(trx, { uids })).entries;
}

function leadIdsIn(
	old: readonly LegacyEntry[],
	people: ReadonlyArray<string | null>,
): Map<string, number> {
	const known = old.flatMap(({ details: { person, leadId } }) =>
		person && leadId && people.includes(person) ? ([[person, leadId]] as const) : [],
	);
	return new Map(known);
}

/** An old entry whose body is gone, unchanged. */
function entryOf(
	{ id, eventKey, kind, stamp, uid, seatKey, details }: LegacyEntry,
	legacy: readonly LegacyEntry[],
	references: readonly Reference[],
): HistoryEntry {
	const { person, leadId, news, noShow, edits } = details;
	const whole = references.some(
		(one) => one.uid === uid && one.seatKey === wholeBooking && one.bookingId !== null,
	);
	const isSeat = !whole && seatKey !== wholeBooking && seatKey !== everyone;
	// Old edits named a person only by their place.
	const whom = person ?? (edits && isSeat ? seatKey : null);
	return {
		id,
		eventKey,
		kind,
		type: `LEGACY_${kind.toUpperCase()}`,
		at: timeOfStamp(stamp),
		uid,
		seatKey: isSeat || seatKey === everyone ? seatKey : wholeBooking,
		isClass: isSeat && kind !== 'no_show' && !edits,
		previousUid: kind === 'rescheduled' ? uidBefore(uid, stamp, legacy, references) : null,
		firstUid: null,
		seriesKey: null,
		people: whom ? [{ person: whom, leadId, seat: null, attendeeId: null, noShow }] : [],
		change: news && { ...nothingMore, ...news },
		teacher: null,
		edits,
	};
}

const nothingMore = {
	eventTitle: null,
	eventTypeId: null,
	movedFrom: null,
	series: null,
	sequence: null,
	cancelledBy: null,
	rescheduleRequested: false,
};

/**
 * The uid that a booking had before it moved to this one, by the references to its row and by time.
 */
function uidBefore(
	uid: string,
	stamp: string,
	legacy: readonly LegacyEntry[],
	references: readonly Reference[],
): string | null {
	const ids = references.filter((one) => one.uid === uid).map(({ bookingId }) => bookingId);
	const others = new Set(
		references
			.filter((one) => one.uid !== uid && one.bookingId !== null && ids.includes(one.bookingId))
			.map((one) => one.uid),
	);
	const before = legacy
		.filter((one) => others.has(one.uid) && one.stamp < stamp)
		.sort((a, b) => (a.stamp < b.stamp ? -1 : 1));
	const here = legacy
		.filter((one) => one.uid === uid)
		.map((one) => one.stamp)
		.sort()[0];
	return here === stamp ? (before.at(-1)?.uid ?? null) : null;
}

/** Manual edits in rows written by an older version, by the rules of that version. */
export function editsBefore(
	bookings: readonly StoredBooking[],
	references: readonly Reference[],
	legacy: readonly LegacyEntry[],
): Map<number, ManualEdits> {
	const facts = legacy.map(factOf);
	const found = new Map<number, ManualEdits>();
	for (const { id, state } of bookings) {
		const own = references.filter(({ bookingId }) => bookingId === id);
		const said = facts.filter((fact) => own.some((one) => covers(one, fact)));
		if (said.length === 0) continue;
		const [seat, ...others] = new Set(own.map(({ seatKey }) => seatKey));
		found.set(id, editsIn(state, legacyState(said, others.length === 0 && seat ? seat : null)));
	}
	return found;
}

function covers({ uid, seatKey }: Reference, fact: LegacyFact): boolean {
	return (
		uid === fact.uid &&
		(fact.seatKey === everyone || seatKey === wholeBooking || seatKey === fact.seatKey)
	);
}

function factOf({ stamp, kind, uid, seatKey, details }: LegacyEntry): LegacyFact {
	const { person, leadId, news, noShow, edits } = details;
	return { stamp, kind, uid, seatKey, person, leadId, change: news, noShow, edits };
}
