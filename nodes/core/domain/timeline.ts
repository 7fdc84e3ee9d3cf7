import { DateTime } from 'luxon';

import { bookingTypeLabel } from './values/bookingType';
import type { Attendee, BookingEvent, EventKind } from './event';

export interface TimelineLine {
	type: string;
	subject: string;
	body: string;
}

const verbs = {
	created: 'Booked',
	requested: 'Requested',
	rescheduled: 'Rescheduled',
	cancelled: 'Cancelled',
	rejected: 'Declined',
	ended: 'Completed',
} as const satisfies Partial<Record<EventKind, string>>;

/**
 * The line that an event adds to a person's timeline. It depends only on the event, so that the
 * timeline is the same whatever arrived before.
 *
 * @param timeZone IANA zone in which times are written, e.g. `Europe/Amsterdam`
 */
export function timelineLine(
	event: BookingEvent,
	attendee: Attendee | null,
	timeZone: string,
): TimelineLine {
	const type = event.booking?.type ?? null;
	const label = type ? bookingTypeLabel(type) : 'Booking';
	return {
		type: type ?? 'booking',
		subject: `${label} ${verbOf(event, attendee)}`,
		body: bodyOf(event, attendee, timeZone).join('\n'),
	};
}

/** The last line of the text for an event that arrived after later events. */
export function lateRemark(occurredAt: string, timeZone: string): string {
	return `Arrived late: this happened on ${format(occurredAt, timeZone)}, before later changes to this booking.`;
}

function isVerb(kind: EventKind): kind is keyof typeof verbs {
	return Object.hasOwn(verbs, kind);
}

function verbOf({ event, booking }: BookingEvent, attendee: Attendee | null): string {
	if (event.kind === 'no_show') {
		return attendee?.noShow === false ? 'No-Show Withdrawn' : 'Marked as No-Show';
	}
	// Kinds that cover several events, or whose event name says what happened.
	if (!isVerb(event.kind) || event.type === 'BOOKING_PAYMENT_INITIATED') {
		return event.type
			.replace(/^BOOKING_/, '')
			.split('_')
			.map(capital)
			.join(' ');
	}
	if (booking?.rescheduleRequested) return 'Cancelled, New Time Requested';
	if (event.kind === 'requested' && booking?.previousUid) return 'Reschedule Requested';
	return verbs[event.kind];
}

function bodyOf(
	{ event, booking }: BookingEvent,
	attendee: Attendee | null,
	zone: string,
): string[] {
	const at = booking?.startsAt ? format(booking.startsAt, zone) : null;
	const reason = booking?.cancellationReason ? `Reason: ${booking.cancellationReason}` : null;
	const notes = attendee?.notes ? `Notes: ${attendee.notes}` : null;
	const when = at && `${opening(event.kind)} ${at}`;
	return [when, reason, event.kind === 'ended' ? null : notes].filter((line) => line !== null);
}

function opening(kind: EventKind): string {
	if (kind === 'cancelled' || kind === 'rejected') return 'Was scheduled for';
	if (kind === 'rescheduled') return 'Rescheduled to';
	return kind === 'ended' ? 'Took place on' : 'Scheduled for';
}

function format(iso: string, zone: string): string {
	return DateTime.fromISO(iso, { zone }).toFormat('yyyy-MM-dd HH:mm');
}

function capital(word: string): string {
	return word.charAt(0) + word.slice(1).toLowerCase();
}
