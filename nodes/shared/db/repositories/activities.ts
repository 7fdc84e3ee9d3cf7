import { sql } from 'kysely';

import { everyone, wholeBooking } from '../../domain/fact';
import type { Db, Trx } from '../connection';
import type { ActivityRow, InboxRow } from '../tables';

export interface NewActivity {
	leadId: number;
	bookingId: number | null;
	type: string;
	subject: string;
	body: string;
	/** Dedupe key of the event: one line for an event on a lead's timeline. Null for lines written by hand. */
	eventKey: string | null;
	occurredAt: Date;
}

/** Writes the line, or finds the one that is already there. */
export async function insertActivity(
	db: Db,
	line: NewActivity,
): Promise<{ id: number; created: boolean }> {
	const result =
		await sql`INSERT INTO activities (lead_id, booking_id, type, subject, body, event_key, occurred_at, created_at, updated_at)
		VALUES (${line.leadId}, ${line.bookingId}, ${line.type}, ${line.subject}, ${line.body}, ${line.eventKey},
			${line.occurredAt}, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))
		ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)`.execute(db);
	return { id: Number(result.insertId), created: result.numAffectedRows === 1n };
}

/** The line that an event left on a booking's timeline, whichever lead has it by now. */
export async function findEventLine(
	db: Db,
	eventKey: string,
	bookingId: number,
): Promise<number | undefined> {
	const line = await db
		.selectFrom('activities')
		.select('id')
		.where('event_key', '=', eventKey)
		.where('booking_id', '=', bookingId)
		.executeTakeFirst();
	return line?.id;
}

/**
 * The events that a booking rests on, but that left no line on its timeline, because the booking was not known
 * when they came. Oldest first. Those that failed leave their line when they are tried again.
 */
export async function findUnloggedEvents(trx: Trx, bookingId: number): Promise<InboxRow[]> {
	const { rows } = await sql<InboxRow>`SELECT DISTINCT e.* FROM booking_references r
		JOIN booking_history h ON h.provider = r.provider AND h.uid = r.uid
			AND (r.seat_key = ${wholeBooking} OR h.seat_key IN (r.seat_key, ${everyone}))
		JOIN webhook_events e ON e.dedupe_key = h.event_key AND e.status NOT IN ('failed', 'quarantined')
		LEFT JOIN activities a ON a.event_key = h.event_key AND a.booking_id = r.booking_id
		WHERE r.booking_id = ${bookingId} AND a.id IS NULL ORDER BY e.id`.execute(trx);
	return rows;
}

/** A lead's or a booking's timeline, newest first. */
export async function listActivities(
	db: Db,
	filter: { leadId?: number; bookingId?: number },
	limit: number,
): Promise<ActivityRow[]> {
	let query = db.selectFrom('activities').selectAll();
	if (filter.leadId) query = query.where('lead_id', '=', filter.leadId);
	if (filter.bookingId) query = query.where('booking_id', '=', filter.bookingId);
	return await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}
