import { DateTime } from 'luxon';

/** One appointment at Cal.com, as far as the sample bodies need it. Times are UTC instants. */
export interface SampleBooking {
	uid: string;
	bookingId: number;
	startsAt: string;
	iCalSequence: number;
}

const attendee = {
	email: 'maya.lindqvist@example.com',
	name: 'Maya Lindqvist',
	timeZone: 'Europe/Amsterdam',
	language: { locale: 'en' },
};
const field = (label: string, value?: unknown) => ({ label, value, isHidden: false });

/** Cal.com's ping, which its "Ping test" button sends: no uid, no status. */
export function pingBody(now: DateTime): object {
	const at = now.toUTC().toISO();
	const utcOffset = 0;
	const person = { timeZone: 'Europe/London', language: { locale: 'en' }, utcOffset };
	return {
		triggerEvent: 'PING',
		createdAt: at,
		payload: {
			type: 'Test',
			title: 'Test trigger event',
			startTime: at,
			endTime: at,
			attendees: [{ email: 'jdoe@example.com', name: 'John Doe', ...person }],
			organizer: { name: 'Cal', email: 'no-reply@cal.com', ...person },
		},
	};
}

/** BOOKING_CREATED in Cal.com's real shape. */
export function createdBody(booking: SampleBooking, now: DateTime): object {
	return envelope('BOOKING_CREATED', now, {
		...common(booking),
		startTime: instant(booking.startsAt),
		endTime: endOf(booking),
		attendees: [{ ...attendee, firstName: '', lastName: '', utcOffset: 60 }],
		status: 'ACCEPTED',
		metadata: { videoCallUrl: `https://app.cal.com/video/${booking.uid}` },
	});
}

/** BOOKING_RESCHEDULED: `booking` is the new appointment with its new uid, `previous` the old. */
export function rescheduledBody(
	booking: SampleBooking,
	previous: SampleBooking,
	now: DateTime,
): object {
	return envelope('BOOKING_RESCHEDULED', now, {
		...common(booking),
		startTime: instant(booking.startsAt),
		endTime: endOf(booking),
		attendees: [{ ...attendee, firstName: '', lastName: '', utcOffset: 60 }],
		status: 'ACCEPTED',
		metadata: { videoCallUrl: `https://app.cal.com/video/${booking.uid}` },
		rescheduleId: previous.bookingId,
		rescheduleUid: previous.uid,
		rescheduleStartTime: instant(previous.startsAt),
		rescheduleEndTime: endOf(previous),
		rescheduledBy: attendee.email,
	});
}

/** BOOKING_CANCELLED in the shape of Cal.com's cancel path, whose times end in +00:00. */
export function cancelledBody(booking: SampleBooking, now: DateTime): object {
	return envelope('BOOKING_CANCELLED', now, {
		...common(booking),
		price: null,
		startTime: instant(booking.startsAt).replace('Z', '+00:00'),
		endTime: endOf(booking).replace('Z', '+00:00'),
		attendees: [{ ...attendee, phoneNumber: null, utcOffset: 60 }],
		status: 'CANCELLED',
		iCalSequence: booking.iCalSequence + 1,
		cancellationReason: 'I am ill that day',
		cancelledBy: attendee.email,
		requestReschedule: false,
	});
}

/** The guide's sample body: flat answers, and the uid beside the payload. */
export function guideBody(uid: string, startsAt: DateTime, now: DateTime): object {
	return {
		triggerEvent: 'BOOKING_CREATED',
		createdAt: now.toUTC().toISO(),
		payload: {
			type: 'BOOKING_CREATED',
			title: 'Level Check - 30 Min',
			description: 'English level assessment',
			startTime: startsAt.toUTC().toISO(),
			endTime: startsAt.plus({ minutes: 30 }).toUTC().toISO(),
			organizer: {
				id: 123,
				name: 'Your School',
				email: 'school@example.com',
				timeZone: 'Europe/Amsterdam',
			},
			responses: {
				name: 'Test Booking',
				email: 'test-booking@example.com',
				phone: '+31612345678',
				notes: 'Sent by npm start to show that bookings arrive',
			},
			location: 'Google Meet',
			status: 'ACCEPTED',
			smsReminderNumber: null,
		},
		uid,
		id: uid,
	};
}

function common({ uid, bookingId, iCalSequence }: SampleBooking): object {
	return {
		bookerUrl: 'https://cal.com',
		title: `Level Check between MixTreeLang and ${attendee.name}`,
		additionalNotes: 'I would like to talk about my work',
		type: 'level-check',
		eventTypeId: 90210,
		seatsPerTimeSlot: null,
		organizer: {
			id: 4711,
			name: 'MixTreeLang',
			email: 'teacher@example.com',
			username: 'mixtreelang',
			timeZone: 'Europe/Amsterdam',
			language: { locale: 'en' },
			timeFormat: 'HH:mm',
			utcOffset: 60,
		},
		responses: {
			name: field('your_name', attendee.name),
			email: field('email_address', attendee.email),
			attendeePhoneNumber: field('phone_number', '+31201234567'),
			location: field('location', { value: 'integrations:daily', optionValue: '' }),
			notes: field('additional_notes', 'I would like to talk about my work'),
			guests: field('additional_guests', []),
			rescheduleReason: field('reason_for_reschedule'),
		},
		userFieldsResponses: {},
		location: 'integrations:daily',
		destinationCalendar: null,
		iCalUID: `${uid}@Cal.com`,
		iCalSequence,
		eventTitle: 'Level Check',
		requiresConfirmation: false,
		price: 0,
		currency: 'eur',
		length: 30,
		uid,
		bookingId,
	};
}

function envelope(triggerEvent: string, now: DateTime, payload: object): object {
	return { triggerEvent, createdAt: now.toUTC().toISO(), payload };
}

function instant(iso: string): string {
	return DateTime.fromISO(iso).toUTC().toISO({ suppressMilliseconds: true }) ?? iso;
}

function endOf({ startsAt }: SampleBooking): string {
	return instant(DateTime.fromISO(startsAt).plus({ minutes: 30 }).toISO() ?? startsAt);
}
