import type { BookingEvent } from '../domain/event';
import type { Db } from '../db/connection';
import { dateBookingsBack, dateLeadsBack } from '../db/repositories/datingBack';
import { attempt } from '../db/transaction';
import { logActivity } from './logActivity';
import { saveBooking, type SaveSettings } from './saveBooking';
import { finishEvent } from './settleEvent';
import type { SavedBooking } from './writePlan';

export interface ApplySettings extends SaveSettings {
	/** IANA time zone of the times on the timeline. */
	timeZone: string;
	/** Whether new leads and bookings are dated when it happened, not now. */
	isDatedBack?: boolean;
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
	{ timeZone, isDatedBack = false, ...settings }: ApplySettings,
): Promise<void> {
	const bookings = event.booking ? await saveBooking(db, event, settings) : [];
	if (isDatedBack) await dateBack(db, bookings, new Date(event.event.occurredAt));
	await logActivity(db, event, bookings, timeZone);
	if (event.event.id !== null) await finishEvent(db, event.event.id);
}

async function dateBack(db: Db, saved: readonly SavedBooking[], at: Date): Promise<void> {
	const leads = saved.flatMap(({ leadCreated, leadId }) => (leadCreated && leadId ? [leadId] : []));
	const bookings = saved.flatMap(({ created, id }) => (created ? [id] : []));
	await attempt(async () => await dateLeadsBack(db, leads, at));
	await attempt(async () => await dateBookingsBack(db, bookings, at));
}
