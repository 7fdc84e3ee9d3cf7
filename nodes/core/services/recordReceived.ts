import { cleanedJson, cleanText } from '../calcom/secrets/clean';
import { bodyHash, dedupeKey } from '../calcom/dedupeKey';
import { isTriggerEvent, triggerEvents } from '../calcom/events';
import { erasedReason } from '../domain/erased/erasures';
import { isAway, MtlError } from '../domain/errors';
import type { BookingEvent } from '../domain/event';
import type { Db } from '../db/connection';
import type { NewInboxEvent } from '../db/repositories/inbox';
import { answer } from './answers';
import { noteHeld, refusedDeliveries } from './held';
import { inTime } from './inTime';
import { eventsLetGo } from './letGo';
import { recordDelivery } from './recordDelivery';
import { recordEvent } from './recordEvent';
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
	let opened: Db | null = null;
	try {
		const inbox = (opened = await db());
		const row = { ...inboxEvent(event, unrecorded), lockedBy: settings.owner ?? null };
		const known = await inTime(recordEvent(inbox, event, row), (late) => {
			// No branch was started for this row, so the next poll starts one.
			if (!late.duplicate && late.event) eventsLetGo(inbox).add(late.id);
		});
		const { id, key, event: left } = known;
		if (known.duplicate) return { start: false, ...answer('duplicate', { event: id }) };
		if (!left) return erasedAnswer(event.event.type);
		const recorded = { ...left, event: { ...left.event, id, key } };
		return { start: true, event: recorded, unrecorded: null, fault: null };
	} catch (error) {
		// The inbox does not take the row, so n8n keeps the delivery instead.
		if (!(error instanceof MtlError) || error.code === 'input') throw error;
		if (opened) noteHeld(opened, { event, unrecorded, fault: error }, delivery.receivedAt);
		return { start: true, event, unrecorded, fault: error };
	}
}

function erasedAnswer(type: string): Received {
	return { start: false, ...answer('erased', { type, reason: erasedReason }) };
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

/**
 * Records an event that n8n kept while the database did not take it, as due immediately.
 *
 * @throws {MtlError} if the database still does not take it
 */
export async function recordLate(
	db: Db,
	event: BookingEvent,
	unrecorded: Unrecorded,
	reason = 'The database did not answer when this event arrived.',
): Promise<void> {
	try {
		const {
			id,
			duplicate,
			event: left,
		} = await recordEvent(db, event, inboxEvent(event, unrecorded));
		if (!duplicate && left) await retryNow(db, id, reason);
	} catch (error) {
		if (error instanceof MtlError) noteHeld(db, { event, unrecorded, fault: error }, new Date());
		throw error;
	}
}

/** How many deliveries that are refused again end one round. */
const refusedPerRound = 20;

/**
 * Records the deliveries that the database refused when they arrived, as soon as it takes them. The
 * rest stays with n8n until the next round.
 */
export async function recordRefused(db: Db): Promise<void> {
	let left = refusedPerRound;
	for (const { event, unrecorded } of refusedDeliveries(db)) {
		try {
			await recordLate(db, event, unrecorded, 'The database refused this event when it arrived.');
		} catch (error) {
			left -= 1;
			if (left === 0 || isAway(error)) return;
		}
	}
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
	const ignored = {
		...row,
		dedupeKey: event?.event.key ?? dedupeKey(['ignored', row.bodyHash]),
		status: 'ignored' as const,
		error: `The trigger is not set to ${label}.`,
		occurredAt: event ? new Date(event.event.occurredAt) : null,
	};
	const inbox = await reception.db();
	if (!event) await inTime(recordDelivery(inbox, ignored));
	else if (!(await inTime(recordEvent(inbox, event, ignored))).event) return erasedAnswer(type);
	return { start: false, ...answer('ignored', { type }) };
}

/** Records a delivery that is signed but unreadable, with the reason; it is not retried. */
export async function recordUnreadable(
	reception: Reception,
	{ reason, ...known }: { type: string | null; uid: string | null; reason: string },
	body?: Body,
): Promise<Received> {
	const row = bare(reception, known, body);
	const unreadable = {
		...row,
		dedupeKey: dedupeKey(['unreadable', row.bodyHash]),
		status: 'failed' as const,
		error: reason,
		occurredAt: null,
	};
	const { id } = await inTime(recordDelivery(await reception.db(), unreadable));
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
