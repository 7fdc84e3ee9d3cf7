import { eventTypeOf } from '../../nodes/shared/calcom/read';
import { eventOf, receivedAt, type Json } from './deliveries';

const guideSample: Json = {
	triggerEvent: 'BOOKING_CREATED',
	createdAt: '2025-11-21T14:00:00.000Z',
	payload: {
		type: 'BOOKING_CREATED',
		title: 'Level Check - 30 Min',
		description: 'English level assessment',
		startTime: '2025-11-25T10:00:00.000Z',
		endTime: '2025-11-25T10:30:00.000Z',
		organizer: {
			id: 123,
			name: 'Your School',
			email: 'info@mixtreelangdb.nl',
			timeZone: 'Europe/Amsterdam',
		},
		responses: {
			name: 'John Doe',
			email: 'john@example.com',
			phone: '+31612345678',
			notes: 'I want to improve my English for work',
		},
		location: 'Google Meet',
		status: 'ACCEPTED',
		smsReminderNumber: null,
	},
	uid: 'abc123xyz456',
	id: 'abc123xyz456',
};
const guideCurl: Json = {
	triggerEvent: 'BOOKING_CREATED',
	uid: 'test-booking-123',
	payload: {
		startTime: '2025-11-25T10:00:00.000Z',
		endTime: '2025-11-25T10:30:00.000Z',
		status: 'ACCEPTED',
		responses: {
			name: 'Test User',
			email: 'test@example.com',
			phone: '+31612345678',
			notes: 'Test booking',
		},
	},
};
const guideDeployment: Json = {
	uid: 'test-123',
	payload: {
		responses: { name: 'Test User', email: 'test@test.com' },
		startTime: '2025-12-01T10:00:00Z',
		status: 'ACCEPTED',
	},
};

describe("The guide's bodies", () => {
	test('the sample is read in full', () => {
		expect(eventOf(guideSample)).toMatchObject({
			event: { type: 'BOOKING_CREATED', kind: 'created', occurredAt: '2025-11-21T14:00:00.000Z' },
			booking: {
				uid: 'abc123xyz456',
				scope: 'booking',
				type: 'level_check',
				startsAt: '2025-11-25T10:00:00.000Z',
				status: 'scheduled',
				location: 'Google Meet',
				meetingUrl: null,
			},
			attendee: {
				firstName: 'John',
				lastName: 'Doe',
				email: 'john@example.com',
				phone: '+31612345678',
				notes: 'I want to improve my English for work',
			},
			organizer: { email: 'info@mixtreelangdb.nl' },
			answers: {},
		});
	});

	test('the manual test without createdAt happened when it arrived', () => {
		const { event, booking, attendee } = eventOf(guideCurl);
		expect(event.occurredAt).toBe(receivedAt.toISOString());
		expect(booking).toMatchObject({ uid: 'test-booking-123', scope: 'booking' });
		expect(attendee).toMatchObject({ lastName: 'User', notes: 'Test booking' });
	});

	test('the deployment test without triggerEvent is a booking that was created', () => {
		expect(eventTypeOf(guideDeployment)).toBe('BOOKING_CREATED');
		const { event, attendee } = eventOf(guideDeployment);
		expect(event).toMatchObject({ type: 'BOOKING_CREATED', kind: 'created' });
		expect(attendee).toMatchObject({ email: 'test@test.com', phone: null });
	});
});
