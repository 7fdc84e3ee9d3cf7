import type { BookingEvent } from '../domain/event';
import { wholeBooking } from '../domain/fact';
import { peopleOf, personKey } from '../domain/person';
import { lateRemark, timelineLine } from '../domain/timeline';
import type { Db, Trx } from '../db/connection';
import { findEventLine, insertActivity, type NewActivity } from '../db/repositories/activities';
import { lockBookings } from '../db/repositories/bookings';
import { findReferences } from '../db/repositories/references';
import type { BookingRow } from '../db/tables';
import { StartOver, transact } from '../db/transaction';
import type { SavedBooking } from './applyFacts';

export interface SavedActivity {
	id: number;
	bookingId: number;
	created: boolean;
	subject: string;
}

/**
 * Writes the event's line on the timeline of each lead whose booking it concerns; never the same line twice.
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
		const attendee = peopleOf(event).find((one) => personKey(one) === booking.person);
		const line = timelineLine(event, attendee ?? null, timeZone);
		const remark = booking.late ? [lateRemark(event.event.occurredAt, timeZone)] : [];
		const text = {
			type: line.type,
			subject: line.subject,
			body: [line.body, ...remark].filter((part) => part !== '').join('\n'),
			eventKey: event.event.key,
			occurredAt: new Date(event.event.occurredAt),
		};
		saved.push(await transact(db, async (trx) => await saveLine(trx, event, booking, text)));
	}
	return saved;
}

type LineText = Omit<NewActivity, 'leadId' | 'bookingId'>;

/** Holds the booking meanwhile, so that no merge of bookings can miss the line. */
async function saveLine(trx: Trx, event: BookingEvent, booking: SavedBooking, text: LineText) {
	const row = await lockCurrent(trx, event, booking);
	const bookingId = row?.id ?? null;
	const known = row && (await findEventLine(trx, event.event.key, row.id));
	const leadId = row?.lead_id ?? (booking.leadId as number);
	const line = known
		? { id: known, created: false }
		: await insertActivity(trx, { ...text, leadId, bookingId });
	return { ...line, bookingId: row?.id ?? booking.id, subject: text.subject };
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
