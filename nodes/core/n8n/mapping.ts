import { createHash } from 'node:crypto';

import type { Attendee, BookingEvent, BookingChange, EventKind } from '../domain/event';
import { MtlError } from '../domain/errors';
import { normalisePhone } from '../domain/values/phone';
import { type AnswerColumn, checkAnswerColumns } from '../services/answerColumns';
import { defaultOrigin, type LeadOrigin } from '../services/saveLeads';
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

/** The person that the fields under "Define Below" describe; null without an email address. */
export function attendeeFromFields(context: OperationContext): Attendee | null {
	const { text } = context;
	const email = context.email('fields.email', 'Email');
	if (!email) return null;
	const country = context.country('fields.defaultCountry', 'Default Country');
	return {
		...nobody,
		email,
		firstName: text('fields.firstName'),
		lastName: text('fields.lastName'),
		phone: normalisePhone(text('fields.phone'), country),
		notes: text('fields.notes'),
	};
}

/** Where a lead comes from, for steps with and without fields for it. */
export function originFromFields({ text }: OperationContext): LeadOrigin {
	return {
		reference: text('reference'),
		sourceDetail: text('sourceDetail', defaultOrigin.sourceDetail),
	};
}

/**
 * Which answers go to which columns, checked against the database.
 *
 * @param tables whose columns the step can fill
 * @throws {MtlError} `input` if a row of the table is not complete, or names a wrong column
 */
export async function answerColumnsFrom(
	{ db, rows }: OperationContext,
	tables: ReadonlyArray<AnswerColumn['table']>,
): Promise<AnswerColumn[]> {
	const wanted = rows('answerColumns.answer').map((row): AnswerColumn => {
		const [table = '', column = ''] = String(row['column'] ?? '').split(/\.(.*)/s);
		const question = String(row['question'] ?? '').trim();
		const known = tables.find((one) => one === table);
		if (known && column !== '' && question !== '') return { question, table: known, column };
		throw new MtlError(
			'input',
			question === ''
				? 'A row of "Answers to Columns" names no question.'
				: `"Answers to Columns" names no column of ${tables.join(' or ')} for the question "${question}".`,
			'Open the step, and fill in both fields or remove the row.',
		);
	});
	await checkAnswerColumns(db, wanted);
	return wanted;
}

/** The event that fields describe. It happens now. */
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

/** The booking that the fields under "Define Below" describe. Times without an offset are UTC. */
export function bookingFromFields(context: OperationContext, kind: EventKind): BookingChange {
	const { text, time } = context;
	return {
		uid: context.uid('uid', 'Booking UID'),
		previousUid: text('fields.previousUid'),
		scope: 'booking',
		type: text('fields.bookingType'),
		title: text('fields.title'),
		eventTitle: null,
		eventTypeId: null,
		startsAt: time('fields.startsAt', 'Starts At'),
		endsAt: time('fields.endsAt', 'Ends At'),
		movedFrom: null,
		series: null,
		firstUid: null,
		sequence: null,
		status: kind === 'cancelled' ? 'cancelled' : 'scheduled',
		location: null,
		meetingUrl: text('fields.meetingUrl'),
		cancellationReason: text('fields.cancellationReason'),
		cancelledBy: null,
		rescheduleRequested: false,
	};
}
