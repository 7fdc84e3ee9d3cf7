import type { BookingEvent } from '../domain/event';
import { wholeBooking } from '../domain/fact';
import { peopleOf, personKey } from '../domain/person';
import { lateRemark, timelineLine } from '../domain/timeline';
import type { Db, Trx } from '../db/connection';
import { findEventLine, insertActivity } from '../db/repositories/activities';
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
		const activity = {
			leadId: booking.leadId,
			bookingId: booking.id,
			type: line.type,
			subject: line.subject,
			body: [line.body, ...remark].filter((part) => part !== '').join('\n'),
			eventKey: event.event.key,
			occurredAt: new Date(event.event.occurredAt),
		};
		const { id, created } = await attempt(async () => await insertActivity(db, activity));
		saved.push({ id, bookingId: booking.id, created, subject: line.subject });
	}
	return saved;
}
