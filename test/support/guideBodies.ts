type Json = Record<string, unknown>;

/** The guide's sample payload, literally. */
export const guideSample: Json = {
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

/** The body of the guide's "Test Webhook Manually". */
export const guideCurl: Json = {
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

/** The body of the guide's "Deployment Steps", without an event name. */
export const guideDeployment: Json = {
	uid: 'test-123',
	payload: {
		responses: { name: 'Test User', email: 'test@test.com' },
		startTime: '2025-12-01T10:00:00Z',
		status: 'ACCEPTED',
	},
};

/** The guide's sample, changed in its envelope, payload and responses. */
export function guideBody(changes: { body?: Json; payload?: Json; responses?: Json } = {}): Json {
	const payload = guideSample['payload'] as Json;
	const responses = { ...(payload['responses'] as Json), ...changes.responses };
	return {
		...guideSample,
		...changes.body,
		payload: { ...payload, responses, ...changes.payload },
	};
}
