import { sql } from 'kysely';

import type { Db, Trx } from '../connection';
import { cut, type Fitting } from '../fitting';
import type { ActivityRow } from '../tables';
import { unmoved, unmovedSet } from '../unmoved';
import { upsert } from '../upsert';

export interface NewActivity {
	leadId: number;
	bookingId: number | null;
	type: string;
	subject: string;
	body: string;
	/**
	 * Dedupe key of the event: each event has one line on a lead's timeline. Null for lines written
	 * manually.
	 */
	eventKey: string | null;
	occurredAt: Date;
	/** Microseconds since 1970, see `Line`; null for lines written manually. */
	position: number | null;
}

/**
 * Writes the line, or finds the existing one.
 *
 * @throws {MtlError} `data` if another row is in the way of a unique key
 * @param moves whether the existing line moves to the booking and position of this one
 */
export async function insertActivity(
	db: Db,
	line: NewActivity,
	fitting: Fitting,
	{ moves } = { moves: true },
): Promise<{ id: number; created: boolean }> {
	return await upsert(db, 'activities', {
		insert: sql`INSERT INTO activities (lead_id, booking_id, type, subject, body, event_key, occurred_at,
			position, created_at, updated_at)
		VALUES (${line.leadId}, ${line.bookingId}, ${line.type}, ${cut(fitting, 'activities.subject', line.subject)},
			${cut(fitting, 'activities.body', line.body)}, ${line.eventKey},
			${line.occurredAt}, ${line.position}, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
		isSame: sql`lead_id = VALUES(lead_id) AND event_key = VALUES(event_key)`,
		where: sql`event_key = ${line.eventKey} AND lead_id = ${line.leadId}`,
		update: moves
			? [
					sql`booking_id = VALUES(booking_id)`,
					sql`position = VALUES(position)`,
					...unmoved('activities'),
				]
			: [],
	});
}

/** A line that an event added. */
export interface EventLine {
	id: number;
	eventKey: string;
	leadId: number;
	bookingId: number | null;
	position: number | null;
}

/** The lines of these events, and all event lines on these bookings. Oldest first. */
export async function findEventLines(
	trx: Trx,
	eventKeys: readonly string[],
	bookingIds: readonly number[],
): Promise<EventLine[]> {
	const rows = await trx
		.selectFrom('activities')
		.select(['id', 'event_key', 'lead_id', 'booking_id', 'position'])
		.where('event_key', 'in', [...eventKeys])
		.where('booking_id', 'in', [...bookingIds])
		.orderBy('id')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		eventKey: row.event_key as string,
		leadId: row.lead_id,
		bookingId: row.booking_id,
		position: row.position === null ? null : Number(row.position),
	}));
}

/** The number of event lines on a booking. */
export async function countEventLines(trx: Trx, bookingId: number): Promise<number> {
	const row = await trx
		.selectFrom('activities')
		.select((is) => is.fn.countAll().as('lines'))
		.where('booking_id', '=', bookingId)
		.where('event_key', 'is not', null)
		.executeTakeFirst();
	return Number(row?.lines ?? 0);
}

/** Moves a line to its booking and position. */
export async function updateEventLine(
	trx: Trx,
	line: EventLine,
	wanted: Pick<EventLine, 'bookingId' | 'leadId'> & { position: number },
): Promise<void> {
	const { bookingId, leadId, position } = wanted;
	if (line.bookingId === bookingId && line.leadId === leadId && line.position === position) return;
	await trx
		.updateTable('activities')
		.set({ ...unmovedSet('activities'), booking_id: bookingId, lead_id: leadId, position })
		.where('id', '=', line.id)
		.execute();
}

export async function deleteActivities(trx: Trx, ids: readonly number[]): Promise<void> {
	if (ids.length === 0) return;
	await trx
		.deleteFrom('activities')
		.where('id', 'in', [...ids])
		.execute();
}

/** A lead's or a booking's timeline, newest first, in the order in which things happened. */
export async function listActivities(
	db: Db,
	filter: { leadId?: number | null; bookingId?: number | null },
	limit: number,
): Promise<ActivityRow[]> {
	let query = db.selectFrom('activities').selectAll();
	if (filter.leadId) query = query.where('lead_id', '=', filter.leadId);
	if (filter.bookingId) query = query.where('booking_id', '=', filter.bookingId);
	// Lines written manually happened when they were written.
	const happened = sql`COALESCE(position, TIMESTAMPDIFF(MICROSECOND, '1970-01-01', created_at))`;
	return await query.orderBy(happened, 'desc').orderBy('id', 'desc').limit(limit).execute();
}
