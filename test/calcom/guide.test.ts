import { eventTypeOf } from '../../nodes/core/calcom/parse/parseDelivery';
import { guideCurl, guideDeployment, guideSample } from '../support/guideBodies';
import { eventOf, receivedAt } from './deliveries';

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
