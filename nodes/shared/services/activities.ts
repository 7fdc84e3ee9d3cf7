import type { BookingEvent } from '../domain/event';
import { wholeBooking } from '../domain/fact';
import { peopleOf, personKey } from '../domain/person';
import { lateRemark, timelineLine } from '../domain/timeline';
import type { Db, Trx } from '../db/connection';
import {
	findEventLine,
	findUnloggedEvents,
	insertActivity,
	type NewActivity,
} from '../db/repositories/activities';
import { lockBookings } from '../db/repositories/bookings';
import { findReferences } from '../db/repositories/references';
import type { BookingRow } from '../db/tables';
import { StartOver, transact } from '../db/transaction';
import type { SavedBooking } from './applyFacts';
import { readRow } from './unfinished';

export interface SavedActivity {
	id: number;
	bookingId: number;
	created: boolean;
	subject: string;
}

/**
 * Writes the event's line on the timeline of each lead whose booking it concerns; never the same line twice.
 * Events that left no line because the booking was not known yet get theirs with the next news of it.
 *
 * @param timeZone IANA zone of the times in the text
 */
export async function logActivity(
	db: Db,
	event: BookingEvent,
	bookings: readonly SavedBooking[],
	timeZone: string,
): Promise<SavedActivity[]> {
	const saved: SavedActivity[] = [];
	for (const booking of bookings) {
		if (booking.leadId === null) continue;
		const line = lineOf(event, booking, timeZone);
		saved.push(
			await transact(db, async (trx) => {
				const row = await lockCurrent(trx, event, booking);
				if (row && !booking.first) await logMissed(trx, row, booking, timeZone, event);
				return await saveLine(trx, row, booking, line);
			}),
		);
	}
	return saved;
}

type Line = Omit<NewActivity, 'leadId' | 'bookingId'>;

function lineOf(event: BookingEvent, { person, late }: SavedBooking, timeZone: string): Line {
	const attendee = peopleOf(event).find((one) => personKey(one) === person);
	const { type, subject, body } = timelineLine(event, attendee ?? null, timeZone);
	const remark = late ? [lateRemark(event.event.occurredAt, timeZone)] : [];
	return {
		type,
		subject,
		body: [body, ...remark].filter((part) => part !== '').join('\n'),
		eventKey: event.event.key,
		occurredAt: new Date(event.event.occurredAt),
	};
}

/** An end or a mark, say, of a seat that was not known yet: its body is in the inbox. */
async function logMissed(
	trx: Trx,
	row: BookingRow,
	booking: SavedBooking,
	timeZone: string,
	{ event }: BookingEvent,
): Promise<void> {
	for (const missed of await findUnloggedEvents(trx, row.id)) {
		const read = missed.dedupe_key === event.key ? null : readRow(missed);
		if (!read?.ok) continue;
		const line = lineOf(read.event, { ...booking, late: false }, timeZone);
		await saveLine(trx, row, booking, line);
	}
}

/** The booking's row is held meanwhile, so that no merge of bookings can miss the line. */
async function saveLine(
	trx: Trx,
	row: BookingRow | undefined,
	booking: SavedBooking,
	line: Line,
): Promise<SavedActivity> {
	const bookingId = row?.id ?? null;
	const known = row && line.eventKey && (await findEventLine(trx, line.eventKey, row.id));
	const leadId = row?.lead_id ?? (booking.leadId as number);
	const there = known
		? { id: known, created: false }
		: await insertActivity(trx, { ...line, leadId, bookingId });
	return { ...there, bookingId: row?.id ?? booking.id, subject: line.subject };
}

/** The booking as it is now: it may have been merged into another one since the event was applied. */
async function lockCurrent(
	trx: Trx,
	{ booking }: BookingEvent,
	{ id, person }: SavedBooking,
): Promise<BookingRow | undefined> {
	const [row] = await lockBookings(trx, [id]);
	if (row || !booking) return row;
	const references = await findReferences(trx, { uids: [booking.uid] });
	const heir = references.find(
		({ seatKey, bookingId }) =>
			bookingId !== null && (seatKey === wholeBooking || seatKey === person),
	)?.bookingId;
	if (!heir || heir === id) return undefined;
	const [now] = await lockBookings(trx, [heir]);
	if (!now) throw new StartOver();
	return now;
}
