import { parseDelivery } from '../core/calcom/parse/parseDelivery';
import type { BookingEvent } from '../core/domain/event';
import { defaultParseSettings } from '../core/domain/parseSettings';

const email = 'sample.person@example.com';
const person = {
	email,
	name: 'Sample Person',
	timeZone: 'Europe/Amsterdam',
	language: { locale: 'en' },
};
const appointment = {
	title: 'Level Check between Sample Teacher and Sample Person',
	eventTitle: 'Level Check',
	length: 30,
	attendees: [person],
	organizer: {
		name: 'Sample Teacher',
		email: 'sample.teacher@example.com',
		timeZone: 'Europe/Amsterdam',
	},
	location: 'integrations:daily',
	status: 'ACCEPTED',
};
const first = {
	uid: 'sampleBooking1',
	startTime: '2026-11-10T09:00:00Z',
	endTime: '2026-11-10T09:30:00Z',
};
const second = {
	uid: 'sampleBooking2',
	startTime: '2026-11-12T13:00:00Z',
	endTime: '2026-11-12T13:30:00Z',
};

/** Four deliveries about one booking by a sample person, as Cal.com sends them. */
const bodies = {
	created: {
		triggerEvent: 'BOOKING_CREATED',
		createdAt: '2026-11-03T08:14:22.517Z',
		payload: { ...appointment, ...first },
	},
	rescheduled: {
		triggerEvent: 'BOOKING_RESCHEDULED',
		createdAt: '2026-11-05T07:31:00.450Z',
		payload: {
			...appointment,
			...second,
			rescheduleUid: first.uid,
			rescheduleStartTime: first.startTime,
		},
	},
	cancelled: {
		triggerEvent: 'BOOKING_CANCELLED',
		createdAt: '2026-11-06T09:00:00.000Z',
		payload: {
			...appointment,
			...second,
			status: 'CANCELLED',
			cancellationReason: 'I am ill',
		},
	},
	noShow: {
		triggerEvent: 'BOOKING_NO_SHOW_UPDATED',
		createdAt: '2026-11-12T13:20:00.000Z',
		payload: { bookingUid: second.uid, attendees: [{ email, noShow: true }] },
	},
};

export type SampleName = keyof typeof bodies;

/** The event of a sample. It has no inbox row, and running it again changes nothing. */
export function sampleEvent(name: SampleName): BookingEvent {
	const read = parseDelivery(bodies[name], defaultParseSettings, new Date());
	if (!read.ok) throw new Error(read.reason);
	return { ...read.event, event: { ...read.event.event, source: 'manual' } };
}
