import { triggerEvents } from '../../nodes/core/calcom/events';
import type { BookingEvent } from '../../nodes/core/domain/event';
import { defaultParseSettings } from '../../nodes/core/domain/parseSettings';
import type { Db } from '../../nodes/core/db/connection';
import { logActivity } from '../../nodes/core/services/logActivity';
import { saveBooking } from '../../nodes/core/services/saveBooking';
import { finishEvent } from '../../nodes/core/services/settleEvent';
import { defaultOrigin, saveMainLead } from '../../nodes/core/services/saveLeads';
import { receiveDelivery } from '../../nodes/core/services/receiveDelivery';
import type { Received } from '../../nodes/core/services/reception';

type Json = Record<string, unknown>;

export const acceptAll = {
	secrets: null,
	events: Object.keys(triggerEvents),
	parse: defaultParseSettings,
};

/** A body as sent, unsigned. */
export function delivery(body: unknown, receivedAt = new Date()) {
	const rawBody = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
	return { rawBody, signature: undefined, receivedAt };
}

/**
 * Records a body in the inbox through a trigger that accepts every event and checks no signature.
 */
export async function receive(db: Db, body: unknown, settings = acceptAll): Promise<Received> {
	return await receiveDelivery(async () => db, delivery(body), settings);
}

/**
 * What the workflow does with an event: lead (if the branch has that step), booking, activity,
 * finish.
 */
export async function work(db: Db, event: BookingEvent, timeZone = 'UTC') {
	const makesLead = ['created', 'requested', 'rescheduled'].includes(event.event.kind);
	if (makesLead) await saveMainLead(db, event, defaultOrigin);
	const bookings = event.booking ? await saveBooking(db, event) : [];
	const activities = await logActivity(db, event, bookings, timeZone);
	if (event.event.id !== null) await finishEvent(db, event.event.id);
	return { bookings, activities };
}

/** Processes one body from the inbox to the end. */
export async function deliver(db: Db, body: Json, timeZone?: string): Promise<Received> {
	const received = await receive(db, body);
	if (received.start) await work(db, received.event, timeZone);
	return received;
}

/** All rows that events create. */
export const ownTables = [
	'leads',
	'bookings',
	'activities',
	'webhook_events',
	'booking_references',
	'booking_history',
];

export async function emptyTables(query: (sql: string) => Promise<unknown>): Promise<void> {
	for (const table of [...ownTables, 'mtl_erasures']) await query(`DELETE FROM ${table}`);
}
