import { type RawBuilder, sql } from 'kysely';

import { provider } from '../../domain/event';
import type { Trx } from '../../db/connection';
import type { InboxRow } from '../../db/tables';
import { anyOf } from '../../db/anyOf';
import { unmoved } from '../../db/unmoved';

/** The text columns that may name a person in other people's rows. */
export const textColumns = {
	leads: ['activity_notes'],
	bookings: [
		'title',
		'location',
		'meeting_url',
		'cancellation_reason',
		'level_found',
		'webhook_payload',
	],
	activities: ['subject', 'body'],
	booking_history: ['details'],
} as const;
export type TextTable = keyof typeof textColumns;
export type TextRow = { id: number } & Record<string, string | number | null>;

/** Byte by byte, because the servers' collations treat é as e. */
const holds = (column: string, part: string): RawBuilder<boolean> =>
	sql`LOCATE(${part}, LOWER(CONVERT(${sql.ref(column)} USING utf8mb4)) COLLATE utf8mb4_bin) > 0`;

/**
 * The rows of a table that contain any of these texts, or belong to one of these uids.
 *
 * @param parts in lower case
 */
export async function findTexts(
	trx: Trx,
	table: TextTable,
	{ parts, uids }: { parts: readonly string[]; uids: readonly string[] },
): Promise<TextRow[]> {
	const columns = textColumns[table];
	const found = columns.flatMap((column) => parts.map((part) => holds(column, part)));
	const list = sql.join(anyOf(uids));
	const ofUids = {
		leads: sql`FALSE`,
		bookings: sql`id IN (SELECT booking_id FROM booking_references WHERE uid IN (${list}))`,
		activities: sql`booking_id IN (SELECT booking_id FROM booking_references WHERE uid IN (${list}))`,
		booking_history: sql`uid IN (${list})`,
	} as const satisfies Record<TextTable, unknown>;
	const { rows } =
		await sql<TextRow>`SELECT ${sql.join(['id', ...columns].map((one) => sql.ref(one)))}
		FROM ${sql.table(table)} WHERE ${sql.join([ofUids[table], ...found], sql` OR `)}
		ORDER BY id`.execute(trx);
	return rows;
}

/** Replaces one text of a row. False if the text has changed in the meantime. */
export async function replaceText(
	trx: Trx,
	table: TextTable,
	id: number,
	{ column, from, to }: { column: string; from: string; to: string | null },
): Promise<boolean> {
	const { numAffectedRows } =
		await sql`UPDATE ${sql.table(table)} SET ${sql.join([sql`${sql.ref(column)} = ${to}`, ...(table === 'booking_history' ? [] : unmoved(table))])}
		WHERE id = ${id} AND CONVERT(${sql.ref(column)} USING utf8mb4) = ${from}`.execute(trx);
	return numAffectedRows === 1n;
}

/**
 * The events about these uids, events whose bodies contain any of these texts, and unreadable
 * events, in which a text may be written in other ways.
 */
export async function findEventsToErase(
	trx: Trx,
	{ parts, uids }: { parts: readonly string[]; uids: readonly string[] },
): Promise<InboxRow[]> {
	return await trx
		.selectFrom('webhook_events')
		.selectAll()
		.where('provider', '=', provider)
		.where((is) =>
			is.or([
				is('external_id', 'in', anyOf(uids)),
				is('payload', 'like', '"%'),
				...['payload', 'error_message'].flatMap((column) =>
					parts.map((part) => holds(column, part)),
				),
			]),
		)
		.orderBy('id')
		.execute();
}

/** How the newest event was parsed (`webhook_events.reading`). */
export async function newestReading(trx: Trx): Promise<Pick<InboxRow, 'reading'>> {
	const row = await trx
		.selectFrom('webhook_events')
		.select('reading')
		.where('provider', '=', provider)
		.where('reading', 'is not', null)
		.orderBy('created_at', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row ?? { reading: null };
}

/** Locks events and reads their current rows. */
export async function lockEvents(trx: Trx, ids: readonly number[]): Promise<InboxRow[]> {
	return await trx
		.selectFrom('webhook_events')
		.selectAll()
		.where('id', 'in', anyOf(ids))
		.orderBy('id')
		.forUpdate()
		.execute();
}
