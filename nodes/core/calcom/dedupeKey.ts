import { createHash } from 'node:crypto';
import { type Attendee, type BookingChange, provider } from '../domain/event';
import { isRecord } from '../domain/values/text';
import { cleanPayload } from './secrets/clean';
import type { OpenedDelivery } from './parse/delivery';
import type { CalComPayload } from './payload';

function sha256(bytes: Buffer | string): string {
	return createHash('sha256').update(bytes).digest('hex');
}

/**
 * SHA-256 of the body as received, in hex: recognises exact redeliveries and identifies unreadable
 * bodies.
 */
export function bodyHash(rawBody: Buffer | string): string {
	return sha256(rawBody);
}

/**
 * SHA-256 in hex over a JSON list, so that different lists of parts never look the same.
 * @param parts plain JSON, in a fixed order
 */
export function dedupeKey(parts: readonly unknown[]): string {
	return sha256(JSON.stringify([provider, ...parts]));
}

/** Two subscriptions deliver the same event a few milliseconds apart. */
function toSecond(sentAt: string | null): string | null {
	return sentAt === null ? null : sentAt.slice(0, 19);
}

function identityOf({ seatId, email, phone }: Attendee): string | null {
	return seatId ?? email ?? phone;
}

function sorted<T>(values: T[]): T[] {
	const text = (value: T): string => JSON.stringify(value);
	return [...values].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}

/**
 * What distinguishes events of the same type, place and person, if such an event can happen only
 * once or the body says what differs. Null if the event can be repeated: then only an identical
 * body is the same event, and the history decides the rest.
 */
function repeatOf(
	{ type, kind, payload }: OpenedDelivery,
	change: BookingChange,
	people: Attendee[],
) {
	const { startsAt, previousUid, rescheduleRequested, scope } = change;
	// Old versions send no seat id: a person who leaves and books again looks the same.
	const nameless = scope === 'seats' && people.some((one) => !one.seatId);
	switch (kind) {
		case 'created':
		case 'requested':
			return nameless ? null : [];
		case 'rejected':
			return [];
		case 'rescheduled':
			// A booking moves to a uid without seats only once; moves in place or into a class can
			// repeat.
			return scope === 'booking' && previousUid
				? [startsAt, payload.iCalSequence, previousUid]
				: null;
		case 'cancelled':
			return scope === 'booking' || rescheduleRequested ? [rescheduleRequested, null] : null;
		case 'ended':
			return [startsAt];
		case 'no_show':
		case 'location_updated':
		case 'reassigned':
			return null;
		case 'other':
			return repeatOfOther(type, payload, startsAt);
	}
}

function repeatOfOther(
	type: string,
	payload: CalComPayload,
	startsAt: string | null,
): unknown[] | null {
	switch (type) {
		case 'MEETING_STARTED':
			return [startsAt];
		case 'BOOKING_PAID':
			return [startsAt, payload.paymentId];
		case 'AFTER_HOSTS_CAL_VIDEO_NO_SHOW':
			return [startsAt, payload.hostEmail];
		default:
			return null;
	}
}

/**
 * A key that is the same for every delivery of an event, as far as a single delivery can tell.
 * Cal.com sends no delivery id, and every matching subscription delivers the event again with its
 * own `createdAt`.
 *
 * @param people everyone the event is about
 * @param body the whole body, cleaned
 */
export function keyOfBooking(
	delivery: OpenedDelivery,
	change: BookingChange,
	people: Attendee[],
	body: Record<string, unknown>,
): string {
	const { type, kind } = delivery;
	const repeat = repeatOf(delivery, change, people);
	if (repeat === null) return keyOfSameBody(type, change.uid, body);
	const who = kind === 'ended' ? [] : sorted(people.map(identityOf));
	return dedupeKey([type, change.uid, who, repeat]);
}

/** The key of exactly this body, including its time: for events that can really repeat. */
export function keyOfSameBody(type: string, uid: string, body: Record<string, unknown>): string {
	return dedupeKey(['same body', type, uid, sortKeys(body)]);
}

function sortKeys(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sortKeys);
	if (!isRecord(value)) return value;
	return Object.keys(value)
		.sort()
		.map((key) => [key, sortKeys(value[key])]);
}

/** The key of an event without a booking: its whole body, regardless of key order. */
export function keyOfBody(type: string, body: Record<string, unknown>, sentAt: string | null) {
	const { createdAt, ...rest } = cleanPayload(body) as Record<string, unknown>;
	const time = toSecond(sentAt) ?? createdAt ?? null;
	return dedupeKey([type, null, time, sortKeys(rest)]);
}
