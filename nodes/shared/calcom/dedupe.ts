import { createHash } from 'node:crypto';
import type { Attendee, BookingNews } from '../domain/event';
import { isRecord } from '../domain/text';
import { cleanPayload } from './clean';
import type { Delivery } from './delivery';

function sha256(bytes: Buffer | string): string {
	return createHash('sha256').update(bytes).digest('hex');
}

/** SHA-256 of the body as received, in hex: tells exact redeliveries, and names unreadable bodies. */
export function bodyHash(rawBody: Buffer | string): string {
	return sha256(rawBody);
}

/**
 * SHA-256 in hex over a JSON list, in which no two different lists of parts look the same.
 * @param provider 'cal.com'
 * @param parts plain JSON, in a fixed order
 */
export function dedupeKey(provider: string, parts: readonly unknown[]): string {
	return sha256(JSON.stringify([provider, ...parts]));
}

/** Two subscriptions deliver one event some milliseconds apart. */
function toSecond(sentAt: string | null): string | null {
	return sentAt === null ? null : sentAt.slice(0, 19);
}

function personKey({ seatId, email, phone }: Attendee): string | null {
	return seatId ?? email ?? phone;
}

function sorted<T>(values: T[]): T[] {
	const text = (value: T): string => JSON.stringify(value);
	return [...values].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}

/** What tells apart the events of one type, booking and person. */
function repeatOf(delivery: Delivery, booking: BookingNews, people: Attendee[]): unknown[] {
	const { type, kind, news } = delivery;
	const second = toSecond(delivery.sentAt);
	const sequence = news.iCalSequence ?? second;
	const { startsAt, previousUid, rescheduleRequested, scope } = booking;
	switch (kind) {
		case 'created':
		case 'requested':
		case 'rejected': {
			// Old versions name no seat: whoever leaves and books again looks the same but for the time.
			const nameless = (news.seatsPerTimeSlot ?? 0) > 0 && people.some((one) => !one.seatId);
			return nameless && kind !== 'rejected' ? [second] : [];
		}
		case 'rescheduled':
			// Without a sequence, a booking moved there and back in place would look like a repeat.
			return [startsAt, previousUid === null ? sequence : news.iCalSequence, previousUid];
		case 'cancelled':
			return [rescheduleRequested, scope === 'booking' ? null : sequence];
		case 'no_show':
			return [second];
		case 'ended':
			return [startsAt];
		case 'other':
			switch (type) {
				case 'MEETING_STARTED':
					return [startsAt];
				case 'BOOKING_PAID':
				case 'BOOKING_PAYMENT_INITIATED':
					return [startsAt, news.paymentId];
				case 'BOOKING_LOCATION_UPDATED':
					return [startsAt, news.location, news.previousLocation, sequence];
				case 'BOOKING_REASSIGNED':
					return [startsAt, news.organizer?.email, sequence];
				case 'AFTER_HOSTS_CAL_VIDEO_NO_SHOW':
					return [startsAt, news.hostEmail];
				default:
					return [startsAt, second];
			}
	}
}

/**
 * The key that is the same for every delivery of one event. Cal.com sends no delivery id, and every
 * subscription that matches delivers the event again with a `createdAt` of its own.
 * @param people everyone the event is about
 */
export function keyOfBooking(delivery: Delivery, booking: BookingNews, people: Attendee[]): string {
	const { type, kind } = delivery;
	const marks = people.map((one) => [personKey(one), one.noShow]);
	const who = kind === 'no_show' ? sorted(marks) : sorted(people.map(personKey));
	const repeat = repeatOf(delivery, booking, people);
	return dedupeKey('cal.com', [type, booking.uid, kind === 'ended' ? [] : who, repeat]);
}

function sortKeys(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sortKeys);
	if (!isRecord(value)) return value;
	return Object.keys(value)
		.sort()
		.map((key) => [key, sortKeys(value[key])]);
}

/** The key of an event about no booking: its whole body, whatever the order of its keys. */
export function keyOfBody(type: string, body: Record<string, unknown>, sentAt: string | null) {
	const { createdAt, ...rest } = cleanPayload(body) as Record<string, unknown>;
	const time = toSecond(sentAt) ?? createdAt ?? null;
	return dedupeKey('cal.com', [type, null, time, sortKeys(rest)]);
}
