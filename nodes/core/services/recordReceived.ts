import { cleanedJson, cleanText } from '../calcom/secrets/clean';
import { bodyHash, dedupeKey } from '../calcom/dedupeKey';
import { isTriggerEvent, triggerEvents } from '../calcom/events';
import { MtlError } from '../domain/errors';
import type { BookingEvent } from '../domain/event';
import type { Db } from '../db/connection';
import type { NewInboxEvent } from '../db/repositories/inbox';
import { answer } from './answers';
import { recordDelivery } from './recordDelivery';
import { retryNow } from './settleEvent';
import type { Received, Reception, Unrecorded } from './reception';

type Body = Record<string, unknown>;

/** Records an event that starts the workflow; a known event is only counted. */
export async function recordWanted(
	{ db, delivery, settings }: Reception,
	event: BookingEvent,
	body: Body,
): Promise<Received> {
	const unrecorded = {
		payload: cleanedJson(body),
		bodyHash: bodyHash(delivery.rawBody),
		reading: JSON.stringify(settings.parse),
	};
	try {
		const { id, key, duplicate } = await recordDelivery(await db(), {
			...inboxEvent(event, unrecorded),
			lockedBy: settings.owner ?? null,
		});
		if (duplicate) return { start: false, ...answer('duplicate', { event: id }) };
		const recorded = { ...event, event: { ...event.event, id, key } };
		return { start: true, event: recorded, unrecorded: null };
	} catch (error) {
		// The inbox can't be reached, so n8n keeps the delivery instead.
		if (error instanceof MtlError && error.code !== 'input')
			return { start: true, event, unrecorded };
		throw error;
	}
}

/** The inbox row of an event that starts the workflow. */
export function inboxEvent(event: BookingEvent, unrecorded: Unrecorded): NewInboxEvent {
	return {
		dedupeKey: event.event.key,
		bodyHash: unrecorded.bodyHash,
		type: event.event.type,
		uid: event.booking?.uid ?? null,
		status: 'received',
		error: null,
		payload: unrecorded.payload,
		reading: unrecorded.reading,
		source: event.event.source,
		occurredAt: new Date(event.event.occurredAt),
		nextAttemptAt: null,
		isKeyOfBody: event.booking?.scope !== 'booking',
	};
}

/** Records an event that n8n kept while the database was unavailable, as due immediately. */
export async function recordLate(
	db: Db,
	event: BookingEvent,
	unrecorded: Unrecorded,
): Promise<void> {
	const { id, duplicate } = await recordDelivery(db, inboxEvent(event, unrecorded));
	if (!duplicate) await retryNow(db, id, 'The database did not answer when this event arrived.');
}

/** Records an event that the trigger is not set to, or that is unknown. */
export async function recordIgnored(
	reception: Reception,
	type: string,
	event: BookingEvent | null,
	body: Body,
): Promise<Received> {
	const known = isTriggerEvent(type);
	const label = known ? triggerEvents[type].label : 'an event that this version does not know';
	const row = bare(reception, { type, uid: event?.booking?.uid ?? null }, body);
	await recordDelivery(await reception.db(), {
		...row,
		dedupeKey: event?.event.key ?? dedupeKey(['ignored', row.bodyHash]),
		status: 'ignored',
		error: `The trigger is not set to ${label}.`,
		occurredAt: event ? new Date(event.event.occurredAt) : null,
	});
	return { start: false, ...answer('ignored', { type }) };
}

/** Records a delivery that is signed but unreadable, with the reason; it is not retried. */
export async function recordUnreadable(
	reception: Reception,
	{ reason, ...known }: { type: string | null; uid: string | null; reason: string },
	body?: Body,
): Promise<Received> {
	const row = bare(reception, known, body);
	const { id } = await recordDelivery(await reception.db(), {
		...row,
		dedupeKey: dedupeKey(['unreadable', row.bodyHash]),
		status: 'failed',
		error: reason,
		occurredAt: null,
	});
	const unprocessable = answer('unprocessable', { event: id, reason });
	const log = `Recorded a delivery that can't be read as event ${id} (${unprocessable.status}).`;
	return { start: false, ...unprocessable, log };
}

function bare(
	{ delivery, settings }: Reception,
	{ type, uid }: { type: string | null; uid: string | null },
	body?: Body,
) {
	return {
		bodyHash: bodyHash(delivery.rawBody),
		type: type ?? 'UNKNOWN',
		uid,
		payload: cleanedJson(body ?? cleanText(delivery.rawBody.toString('utf8'))),
		reading: JSON.stringify(settings.parse),
		source: 'webhook',
		nextAttemptAt: null,
	};
}
