import { sql } from 'kysely';

import { provider, type EventScope } from '../../domain/event';
import {
	everyone,
	type HistoryEntry,
	unknownSeat,
	wholeBooking,
} from '../../domain/booking/historyEntry';
import { stampOf, timeOfStamp } from '../../domain/stamp';
import type { Db, Trx } from '../connection';
import type { BookingHistoryTable } from '../tables';
import type { Selectable } from 'kysely';

type HistoryRow = Selectable<BookingHistoryTable>;
type Details = Pick<
	HistoryEntry,
	| 'type'
	| 'previousUid'
	| 'firstUid'
	| 'people'
	| 'change'
	| 'teacher'
	| 'edits'
	| 'clockAhead'
	| 'after'
	| 'read'
	| 'linkedLeadId'
>;

/** The record of an event that versions before 1.1 kept. */
export interface LegacyEntry {
	id: number;
	eventKey: string;
	kind: HistoryEntry['kind'];
	stamp: string;
	uid: string;
	seatKey: string;
	details: {
		person: string | null;
		leadId: number | null;
		news: HistoryEntry['change'];
		noShow: boolean | null;
		edits: HistoryEntry['edits'];
	};
}

/** Stores entries; existing entries stay unchanged. */
export async function addEntries(trx: Trx, entries: readonly HistoryEntry[]): Promise<void> {
	for (const entry of entries) {
		await sql`INSERT INTO booking_history
				(provider, uid, linked_uid, series_key, scope, seat_key, event_key, stamp, kind, details, created_at)
			VALUES (${sql.join(columnsOf(entry))}, UTC_TIMESTAMP(3))
			ON DUPLICATE KEY UPDATE id = id`.execute(trx);
	}
}

function columnsOf(entry: HistoryEntry) {
	const { type, previousUid, firstUid, people, change, teacher, edits } = entry;
	const { after, clockAhead, read: isRead, linkedLeadId } = entry;
	const details: Details = {
		...{ type, previousUid, firstUid, people, change, teacher, edits },
		...(after && { after }),
		...(clockAhead && { clockAhead }),
		...(isRead && { read: isRead }),
		...(linkedLeadId && { linkedLeadId }),
	};
	return [
		provider,
		entry.uid,
		previousUid ?? firstUid,
		entry.seriesKey,
		scopeOf(entry),
		entry.seatKey,
		entry.eventKey,
		stampOf(entry.at, entry.kind, entry.eventKey),
		entry.kind,
		JSON.stringify(details),
	];
}

function scopeOf({ seatKey, isClass }: HistoryEntry): EventScope {
	if (isClass) return seatKey === everyone ? 'class' : 'seats';
	if (seatKey === everyone) return 'everyone';
	return seatKey === unknownSeat ? 'attendees' : 'booking';
}

/** Whose entries to find. */
export interface HistoryFilter {
	uids: readonly string[];
	/**
	 * `personKey`s; undefined for everyone. Entries about a booking or a class as a whole are
	 * always found.
	 */
	people?: ReadonlySet<string> | undefined;
}

/** The entries under these uids, or linked to them, in the order of arrival. */
export async function findHistory(
	trx: Trx,
	{ uids, people }: HistoryFilter,
): Promise<{ entries: HistoryEntry[]; legacy: LegacyEntry[] }> {
	const shared = [wholeBooking, everyone, unknownSeat];
	const whose = people ? sql`AND seat_key IN (${sql.join([...shared, ...people])})` : sql``;
	const list = sql.join([...uids]);
	const { rows } = await sql<HistoryRow>`SELECT * FROM booking_history
			WHERE provider = ${provider} AND uid IN (${list}) ${whose}
		UNION ALL SELECT * FROM booking_history
			WHERE provider = ${provider} AND linked_uid IN (${list}) ${whose}
		ORDER BY id`.execute(trx);
	// An entry linked to a requested uid can be under another requested uid, and is then found twice.
	return read(rows.filter(({ id }, index) => rows[index - 1]?.id !== id));
}

/** What an entry is about. */
export interface HistoryLinks {
	id: number;
	uid: string;
	linkedUid: string | null;
	seriesKey: string | null;
}

/** What the entries with higher ids are about. */
export async function findLinksSince(db: Db, id: number): Promise<HistoryLinks[]> {
	return await db
		.selectFrom('booking_history')
		.select(['id', 'uid', 'linked_uid as linkedUid', 'series_key as seriesKey'])
		.where('id', '>', id)
		.execute();
}

/** 0 without entries. */
export async function findNewestEntryId(db: Db): Promise<number> {
	const query = db.selectFrom('booking_history').select(({ fn }) => fn.max('id').as('newest'));
	return (await query.executeTakeFirst())?.newest ?? 0;
}

/** Whether an event was applied before. */
export async function isKnownEvent(db: Db, eventKey: string): Promise<boolean> {
	const query = db.selectFrom('booking_history').select('id').where('event_key', '=', eventKey);
	return (await query.limit(1).executeTakeFirst()) !== undefined;
}

/** Entries about whole series, which apply to each booking in them. */
export async function findSeriesEntries(
	trx: Trx,
	seriesKeys: readonly string[],
): Promise<HistoryEntry[]> {
	const rows = await trx
		.selectFrom('booking_history')
		.selectAll()
		.where('provider', '=', provider)
		.where('series_key', 'in', [...seriesKeys])
		.orderBy('id')
		.execute();
	return read(rows).entries;
}

function read(rows: readonly HistoryRow[]): { entries: HistoryEntry[]; legacy: LegacyEntry[] } {
	return {
		entries: rows.filter(({ scope }) => scope !== null).map(entryOf),
		legacy: rows.filter(({ scope }) => scope === null).map(legacyOf),
	};
}

function entryOf(row: HistoryRow): HistoryEntry {
	return {
		id: row.id,
		eventKey: row.event_key,
		kind: row.kind as HistoryEntry['kind'],
		at: timeOfStamp(row.stamp),
		uid: row.uid,
		seatKey: row.seat_key,
		isClass: row.scope === 'seats' || row.scope === 'class',
		seriesKey: row.series_key,
		...(JSON.parse(row.details) as Details),
	};
}

function legacyOf(row: HistoryRow): LegacyEntry {
	return {
		id: row.id,
		eventKey: row.event_key,
		kind: row.kind as HistoryEntry['kind'],
		stamp: row.stamp,
		uid: row.uid,
		seatKey: row.seat_key,
		details: JSON.parse(row.details) as LegacyEntry['details'],
	};
}

/** Replaces an older version's record of one event; its position of arrival stays. */
export async function replaceEntries(
	trx: Trx,
	old: readonly LegacyEntry[],
	entries: readonly HistoryEntry[],
): Promise<void> {
	const rest = [...old];
	const ids = entries.map((entry) => {
		const same = rest.findIndex(({ seatKey }) => seatKey === entry.seatKey);
		return rest.splice(Math.max(0, same), 1)[0]?.id;
	});
	if (rest.length > 0) {
		const left = rest.map(({ id }) => id);
		await trx.deleteFrom('booking_history').where('id', 'in', left).execute();
	}
	for (const [index, entry] of entries.entries()) {
		const id = ids[index];
		if (id === undefined) await addEntries(trx, [entry]);
		else await updateEntry(trx, id, entry);
	}
}

/** Replaces an entry; its position of arrival stays. */
export async function updateEntry(trx: Trx, id: number, entry: HistoryEntry): Promise<void> {
	const [, uid, linkedUid, seriesKey, scope, seatKey, , stamp, kind, details] = columnsOf(entry);
	await sql`UPDATE booking_history SET uid = ${uid}, linked_uid = ${linkedUid}, series_key = ${seriesKey},
		scope = ${scope}, seat_key = ${seatKey}, stamp = ${stamp}, kind = ${kind}, details = ${details}
		WHERE id = ${id}`.execute(trx);
}

/**
 * The uids of bookings that an earlier version wrote: those without the columns for reports, and
 * upcoming ones with entries from versions before 1.1.
 */
export async function findUidsToRefold(db: Db): Promise<string[]> {
	const { rows } = await sql<{ uid: string }>`SELECT DISTINCT h.uid FROM booking_history h
		JOIN booking_references r ON r.provider = h.provider AND r.uid = h.uid
		JOIN bookings b ON b.id = r.booking_id
		WHERE h.provider = ${provider} AND (b.starts_on IS NULL AND b.scheduled_at IS NOT NULL
			OR h.scope IS NULL AND b.scheduled_at >= UTC_TIMESTAMP() - INTERVAL 1 DAY)
		ORDER BY h.uid`.execute(db);
	return rows.map(({ uid }) => uid);
}
