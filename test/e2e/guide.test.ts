import { database, N8nApi, post, theInstance } from '../support/n8nApi';
import { setTrigger } from '../support/triggerSettings';

/** The guide's two curl commands, word for word. */
const bodies = {
	'Test Webhook Manually': `{
    "triggerEvent": "BOOKING_CREATED",
    "uid": "test-booking-123",
    "payload": {
      "startTime": "2025-11-25T10:00:00.000Z",
      "endTime": "2025-11-25T10:30:00.000Z",
      "status": "ACCEPTED",
      "responses": {
        "name": "Test User",
        "email": "test@example.com",
        "phone": "+31612345678",
        "notes": "Test booking"
      }
    }
  }`,
	'Test Endpoint': `{"uid":"test-123","payload":{"responses":{"name":"Test User","email":"test@test.com"},"startTime":"2025-12-01T10:00:00Z","status":"ACCEPTED"}}`,
};

/** Sets "Verify Signature" as a person would in the editor, and publishes. */
async function verify(api: N8nApi, verifySignature: boolean): Promise<void> {
	const expected = verifySignature ? 401 : 200;
	const ping = { triggerEvent: 'PING', payload: {} };
	const inForce = async () => (await post(ping, null)).status === expected;
	await setTrigger(api, { verifySignature }, inForce);
}

describe("The guide's curl commands", () => {
	let api: N8nApi;
	beforeAll(async () => {
		api = new N8nApi();
	});

	it.each(Object.entries(bodies))(
		'%s: refused by default, because it is not signed',
		async (_name, body) => {
			expect(await post(body, null)).toMatchObject({
				status: 401,
				body: { status: 'rejected', reason: 'header-missing' },
			});
		},
	);

	it('are processed if verification is turned off', async () => {
		const db = await database();
		await verify(api, false);
		try {
			for (const body of Object.values(bodies)) {
				expect(await post(body, null)).toMatchObject({
					status: 200,
					body: { status: 'processed' },
				});
			}
		} finally {
			await verify(api, true);
		}
		const rows = await db.rows(
			`SELECT l.first_name, l.last_name, l.email, l.phone, l.reference, l.source_detail, b.status, b.booking_type, b.scheduled_at
			FROM bookings b JOIN leads l ON b.lead_id = l.id WHERE b.external_booking_id IN ('test-booking-123', 'test-123') ORDER BY b.id`,
		);
		await db.end();
		const same = {
			first_name: 'Test',
			last_name: 'User',
			reference: 'level_check',
			source_detail: 'website_direct',
			status: 'scheduled',
			booking_type: 'level_check',
		};
		expect(rows).toEqual([
			{
				...same,
				email: 'test@example.com',
				phone: '+31612345678',
				scheduled_at: new Date('2025-11-25T10:00:00Z'),
			},
			{
				...same,
				email: 'test@test.com',
				phone: null,
				scheduled_at: new Date('2025-12-01T10:00:00Z'),
			},
		]);
		expect(theInstance().webhookUrl).toMatch(/\/webhooks\/calcom$/);
	});
});
