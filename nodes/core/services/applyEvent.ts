import type { BookingEvent } from '../domain/event';
import type { Db } from '../db/connection';
import { dateActivitiesBack, dateBookingsBack, dateLeadsBack } from '../db/repositories/datingBack';
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
	const activities = await logActivity(db, event, bookings, timeZone);
	if (isDatedBack) {
		await dateRowsBack(db, bookings, new Date(event.event.occurredAt));
		await attempt(async () => await dateActivitiesBack(db, idsOf(activities)));
	}
	if (event.event.id !== null) await finishEvent(db, event.event.id);
}

async function dateRowsBack(db: Db, saved: readonly SavedBooking[], at: Date): Promise<void> {
	const leads = saved.flatMap(({ leadCreated, leadId }) => (leadCreated && leadId ? [leadId] : []));
	const bookings = idsOf(saved);
	await attempt(async () => await dateLeadsBack(db, leads, at));
	await attempt(async () => await dateBookingsBack(db, bookings, at));
}

/** The rows that were created. */
function idsOf(rows: ReadonlyArray<{ id: number; created: boolean }>): number[] {
	return rows.flatMap(({ created, id }) => (created ? [id] : []));
}
