import { createHash } from 'node:crypto';

import { normaliseEmail } from '../domain/values/email';
import { MtlError } from '../domain/errors';
import type { Attendee, BookingEvent, BookingChange, EventKind } from '../domain/event';
import { toUtcIso } from '../domain/values/instant';
import { normalisePhone } from '../domain/values/phone';
import type { OperationContext } from './operation';

const nobody: Attendee = {
	email: null,
	firstName: null,
	lastName: null,
	phone: null,
	timeZone: null,
	language: null,
	notes: null,
	seatId: null,
	attendeeId: null,
	noShow: null,
};

/** The address in the field "Email", normalised; null when it is empty. @throws {MtlError} when it is none */
export function emailFromField({ param }: OperationContext, name = 'email'): string | null {
	const typed = String(param(name, '') ?? '').trim();
	const email = normaliseEmail(typed);
	if (!typed || email) return email;
	throw new MtlError(
		'input',
		'The field "Email" holds no e-mail address.',
		'Write it like name@example.com.',
	);
}

/** Reads a field as text: trimmed; null when it is empty, or was removed in the editor. */
function textOf({ param }: OperationContext): (name: string) => string | null {
	return (name) => String(param(name, '') ?? '').trim() || null;
}

/** The person that the fields under "Define Below" describe. */
export function attendeeFromFields(context: OperationContext): Attendee | null {
	const text = textOf(context);
	const email = emailFromField(context, 'fields.email');
	if (!email) return null;
	return {
		...nobody,
		email,
		firstName: text('fields.firstName'),
		lastName: text('fields.lastName'),
		phone: normalisePhone(text('fields.phone'), 'NL'),
		notes: text('fields.notes'),
	};
}

/** The event that a person, or an agent, makes of fields: it happens now. */
export function eventFromFields(
	kind: EventKind,
	attendee: Attendee | null,
	booking: BookingChange | null,
): BookingEvent {
	const occurredAt = new Date().toISOString();
	const said = JSON.stringify(['manual', occurredAt, kind, attendee, booking]);
	const key = createHash('sha256').update(said).digest('hex');
	return {
		event: {
			id: null,
			key,
			type: `MANUAL_${kind.toUpperCase()}`,
			kind,
			occurredAt,
			source: 'manual',
			attempt: 1,
		},
		booking,
		attendee,
		otherAttendees: [],
		organizer: null,
		answers: {},
	};
}

/** The time in a field as ISO 8601 in UTC; null when it is empty. @throws {MtlError} when it is none */
export function timeFromField(
	{ param }: OperationContext,
	name: string,
	label: string,
): string | null {
	const value = String(param(name, '') ?? '').trim();
	const iso = value ? toUtcIso(value) : null;
	if (!value || iso) return iso;
	throw new MtlError(
		'input',
		`The field "${label}" holds no time.`,
		'Write it like 2026-11-25T10:00:00Z.',
	);
}

/** The booking that the fields under "Define Below" describe. Times without an offset are UTC. */
export function bookingFromFields(context: OperationContext, kind: EventKind): BookingChange {
	const text = textOf(context);
	const uid = text('uid');
	if (!uid || !/^[\x21-\x7e]{1,191}$/.test(uid)) {
		throw new MtlError(
			'input',
			'The field "Booking UID" is empty or holds spaces.',
			'Copy the uid from Cal.com or from bookings.external_booking_id.',
		);
	}
	return {
		uid,
		previousUid: text('fields.previousUid'),
		scope: 'booking',
		type: text('fields.bookingType'),
		title: text('fields.title'),
		eventTitle: null,
		eventTypeId: null,
		startsAt: timeFromField(context, 'fields.startsAt', 'Starts At'),
		endsAt: timeFromField(context, 'fields.endsAt', 'Ends At'),
		movedFrom: null,
		series: null,
		firstUid: null,
		sequence: null,
		status: kind === 'cancelled' ? 'cancelled' : 'scheduled',
		location: null,
		meetingUrl: text('fields.meetingUrl'),
		cancellationReason: text('fields.cancellationReason'),
		rescheduleRequested: false,
	};
}
