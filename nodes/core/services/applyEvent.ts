import type { BookingEvent } from '../domain/event';
import type { Db } from '../db/connection';
import { logActivity } from './logActivity';
import { saveBooking, type SaveSettings } from './saveBooking';
import { finishEvent } from './settleEvent';

export interface ApplySettings extends SaveSettings {
	/** IANA time zone of the times on the timeline. */
	timeZone: string;
}

/**
 * Does with a recorded event what a branch of the workflow does, without an execution: lead, booking,
 * timeline, finish.
 *
 * @throws {MtlError} in words for people; the event is then unfinished
 */
export async function applyEvent(
	db: Db,
	event: BookingEvent,
	{ timeZone, ...settings }: ApplySettings,
): Promise<void> {
	const bookings = event.booking ? await saveBooking(db, event, settings) : [];
	await logActivity(db, event, bookings, timeZone);
	if (event.event.id !== null) await finishEvent(db, event.event.id);
}
