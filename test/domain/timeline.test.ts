import type { BookingEvent } from '../../nodes/core/domain/event';
import { lateRemark, timelineLine } from '../../nodes/core/domain/timeline';
import { fixture, read } from '../support/events';
import { given } from './moments';

type Changes = {
	event?: Partial<BookingEvent['event']>;
	booking?: Partial<NonNullable<BookingEvent['booking']>>;
};

/** The guide's booking, changed. */
function guide({ event, booking }: Changes = {}): BookingEvent {
	const basic = read(fixture('booking_created.basic'));
	return {
		...basic,
		event: { ...basic.event, ...event },
		booking: { ...given(basic.booking), startsAt: '2025-11-25T10:00:00.000Z', ...booking },
		attendee: { ...given(basic.attendee), notes: 'I want to improve my English for work' },
	};
}
const line = (changes?: Changes, zone = 'UTC') =>
	timelineLine(guide(changes), guide().attendee, zone);
const notes = 'Notes: I want to improve my English for work';

test("The guide's booking reads as in the guide", () => {
	expect(line()).toEqual({
		type: 'level_check',
		subject: 'Level Check Booked',
		body: `Scheduled for 2025-11-25 10:00\n${notes}`,
	});
});

test.each([
	['created', {}, 'Level Check Booked', `Scheduled for 2025-11-25 10:00\n${notes}`],
	['requested', {}, 'Level Check Requested', `Scheduled for 2025-11-25 10:00\n${notes}`],
	[
		'requested',
		{ previousUid: 'a' },
		'Level Check Reschedule Requested',
		`Scheduled for 2025-11-25 10:00\n${notes}`,
	],
	['rescheduled', {}, 'Level Check Rescheduled', `Rescheduled to 2025-11-25 10:00\n${notes}`],
	['cancelled', {}, 'Level Check Cancelled', `Was scheduled for 2025-11-25 10:00\n${notes}`],
	[
		'cancelled',
		{ cancellationReason: 'Ill' },
		'Level Check Cancelled',
		`Was scheduled for 2025-11-25 10:00\nReason: Ill\n${notes}`,
	],
	[
		'cancelled',
		{ rescheduleRequested: true },
		'Level Check Cancelled, New Time Requested',
		`Was scheduled for 2025-11-25 10:00\n${notes}`,
	],
	[
		'rejected',
		{ type: 'trial_class' },
		'Trial Class Declined',
		`Was scheduled for 2025-11-25 10:00\n${notes}`,
	],
	['ended', { type: null }, 'Booking Completed', 'Took place on 2025-11-25 10:00'],
	['created', { startsAt: null }, 'Level Check Booked', notes],
] as const)('Of a %s event with %j people read "%s"', (kind, booking, subject, body) => {
	expect(line({ event: { kind }, booking })).toMatchObject({ subject, body });
});

test.each([
	['requested', 'BOOKING_PAYMENT_INITIATED', 'Level Check Payment Initiated'],
	['location_updated', 'BOOKING_LOCATION_UPDATED', 'Level Check Location Updated'],
	['reassigned', 'BOOKING_REASSIGNED', 'Level Check Reassigned'],
	['other', 'MEETING_STARTED', 'Level Check Meeting Started'],
	['other', 'SOMETHING_NEW', 'Level Check Something New'],
] as const)('Other news is called by its name: %s by %s', (kind, type, subject) => {
	expect(line({ event: { kind, type } }).subject).toBe(subject);
});

test.each([
	[true, 'Level Check Marked as No-Show'],
	[false, 'Level Check No-Show Withdrawn'],
	[null, 'Level Check Marked as No-Show'],
])('A mark of %s reads "%s"', (noShow, subject) => {
	const event = guide({ event: { kind: 'no_show' } });
	expect(timelineLine(event, { ...given(event.attendee), noShow }, 'UTC').subject).toBe(subject);
});

test.each([
	['UTC', '2025-11-25T23:30:00.000Z', '2025-11-25 23:30'],
	['Europe/Amsterdam', '2025-11-25T23:30:00.000Z', '2025-11-26 00:30'],
	['Europe/Amsterdam', '2025-07-25T10:00:00.000Z', '2025-07-25 12:00'],
	['America/New_York', '2025-11-25T03:00:00.000Z', '2025-11-24 22:00'],
])('In %s the instant %s is %s', (zone, startsAt, written) => {
	expect(line({ booking: { startsAt } }, zone).body).toContain(`Scheduled for ${written}\n`);
	expect(lateRemark(startsAt, zone)).toBe(
		`Arrived late: this happened on ${written}, before later changes to this booking.`,
	);
});
