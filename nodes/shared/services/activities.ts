import type { BookingEvent } from '../domain/event';
import { peopleOf, personKey } from '../domain/person';
import { lateRemark, timelineLine } from '../domain/timeline';
import type { Db } from '../db/connection';
import { insertActivity } from '../db/repositories/activities';
import { attempt } from '../db/transaction';
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
