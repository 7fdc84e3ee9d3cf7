import { type EventKind, type EventSource, isReader } from '../../domain/event';
import { toUtcIso } from '../../domain/values/instant';
import { clip, isRecord } from '../../domain/values/text';
import { isTriggerEvent, kindOf, triggerEvents } from '../events';
import { firstUid, type FoundUid } from './identifiers';
import { hasFlatResponses } from './responses';
import { readPayload, type CalComPayload } from '../payload';

/** The parts of a body, whatever its shape: envelope, flat, or as shown in the guide. */
export interface OpenedDelivery extends FoundUid {
	type: string;
	kind: EventKind;
	payload: CalComPayload;
	/** When Cal.com says it sent this (ISO, UTC), or null. */
	sentAt: string | null;
	/**
	 * Whether the uid is beside `payload`, or the responses are flat, as in the guide's bodies,
	 * which have no seats.
	 */
	guideStyle: boolean;
	source: Exclude<EventSource, 'retry' | 'manual'>;
}

/**
 * Cal.com's trigger event of a parsed body, before anything else in it is read.
 * @returns null where the body names none and isn't one of the guide's (those mean BOOKING_CREATED)
 */
export function eventTypeOf(body: Record<string, unknown>): string | null {
	const payload = isRecord(body['payload']) ? body['payload'] : {};
	for (const named of [body['triggerEvent'], payload['triggerEvent']]) {
		if (typeof named === 'string' && named.trim() !== '') return clip(named.trim(), 100);
	}
	// A payload is required, because custom templates have none, and Cal.com sends them for every
	// event alike.
	return isRecord(payload['responses']) || 'startTime' in payload ? 'BOOKING_CREATED' : null;
}

/**
 * Snapshots taken at booking time: their `createdAt` is the booking's creation, not the time of the
 * event.
 */
function isMeeting(type: string): boolean {
	return type === 'MEETING_STARTED' || type === 'MEETING_ENDED';
}

/** Finds the parts of a body; null if nothing in it tells which event it is. */
export function openDelivery(body: Record<string, unknown>): OpenedDelivery | null {
	const type = eventTypeOf(body);
	if (type === null) return null;
	const outer = isRecord(body['payload']) ? body['payload'] : body;
	const nested = isRecord(outer['booking']) ? outer['booking'] : {};
	const inner = [outer['uid'], outer['bookingUid'], nested['uid']];
	const beside = [body['uid'], body['bookingUid']];
	// A form's answers are beside its payload, under keys that people choose.
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
		source: isReader(body['readBy']) ? body['readBy'] : 'webhook',
		guideStyle: !isMeeting(type) && (uidBeside || outer === body || flatResponses),
	};
}

/**
 * When the event happened: the meeting's start or end, else when it was sent, else when it arrived.
 * If the sender's clock is ahead, so that the event seems to be sent after it arrived, the time of
 * arrival counts.
 */
export function occurredAt(delivery: OpenedDelivery, receivedAt: Date): string {
	const { type, payload, sentAt } = delivery;
	const ofMeeting = type === 'MEETING_ENDED' ? payload.endTime : payload.startTime;
	const arrived = receivedAt.toISOString();
	if (isMeeting(type)) return toUtcIso(ofMeeting) ?? arrived;
	return sentAt === null || sentAt > arrived ? arrived : sentAt;
}
