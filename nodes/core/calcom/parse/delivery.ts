import type { EventKind } from '../../domain/event';
import { toUtcIso } from '../../domain/values/instant';
import { clip, isRecord } from '../../domain/values/text';
import { isTriggerEvent, kindOf, triggerEvents } from '../events';
import { firstUid, type FoundUid } from './identifiers';
import { hasFlatResponses } from './responses';
import { readPayload, type CalComPayload } from '../payload';

/** A body with its parts found, whatever its shape: envelope, flat, or as the guide shows it. */
export interface OpenedDelivery extends FoundUid {
	type: string;
	kind: EventKind;
	payload: CalComPayload;
	/** When Cal.com says it sent this (ISO, UTC), or null. */
	sentAt: string | null;
	/** The uid beside `payload`, or flat responses: the guide's bodies, which know no seats. */
	guideStyle: boolean;
}

/**
 * Cal.com's trigger event of a parsed body, before anything else of it is read.
 * @returns null where the body names none and isn't one of the guide's (those mean BOOKING_CREATED)
 */
export function eventTypeOf(body: Record<string, unknown>): string | null {
	const payload = isRecord(body['payload']) ? body['payload'] : {};
	for (const named of [body['triggerEvent'], payload['triggerEvent']]) {
		if (typeof named === 'string' && named.trim() !== '') return clip(named.trim(), 100);
	}
	// A payload is asked for: a custom template, which Cal.com sends for every event alike, has none.
	return isRecord(payload['responses']) || 'startTime' in payload ? 'BOOKING_CREATED' : null;
}

/** The frozen snapshots: their `createdAt` is the booking's creation, not the time of the event. */
function isMeeting(type: string): boolean {
	return type === 'MEETING_STARTED' || type === 'MEETING_ENDED';
}

/** Finds the parts of a body; null where nothing tells which event it is. */
export function openDelivery(body: Record<string, unknown>): OpenedDelivery | null {
	const type = eventTypeOf(body);
	if (type === null) return null;
	const outer = isRecord(body['payload']) ? body['payload'] : body;
	const nested = isRecord(outer['booking']) ? outer['booking'] : {};
	const inner = [outer['uid'], outer['bookingUid'], nested['uid']];
	const beside = [body['uid'], body['bookingUid']];
	// A form's answers stand beside its payload, under keys that people choose.
	const known = isTriggerEvent(type) && triggerEvents[type].carriesBooking;
	const payload = readPayload(
		firstUid(inner.slice(0, 2)).uid === null ? { ...nested, ...outer } : outer,
	);
	const uidBeside = firstUid(inner).uid === null && firstUid(beside).uid !== null;
	const flatResponses = hasFlatResponses(payload.responses);
	return {
		...firstUid(known ? [...inner, ...beside] : inner),
		type,
		kind: kindOf(type),
		payload,
		sentAt: isMeeting(type) ? null : toUtcIso(body['createdAt']),
		guideStyle: !isMeeting(type) && (uidBeside || outer === body || flatResponses),
	};
}

/**
 * When it happened: a meeting's own start or end, else when it was sent, else when it arrived. Nothing is sent
 * after it arrived, so a sender's clock that is ahead counts as the time of arrival.
 */
export function occurredAt(delivery: OpenedDelivery, receivedAt: Date): string {
	const { type, payload, sentAt } = delivery;
	const ofMeeting = type === 'MEETING_ENDED' ? payload.endTime : payload.startTime;
	const arrived = receivedAt.toISOString();
	if (isMeeting(type)) return toUtcIso(ofMeeting) ?? arrived;
	return sentAt === null || sentAt > arrived ? arrived : sentAt;
}
