import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { guideBody, guideCurl, guideDeployment, guideSample } from '../support/guideBodies';
import { deliver, emptyTables } from './deliver';

onEachServer((server) => {
	let database: TestDatabase;
	const first = async (sql: string) => (await database.query(sql))[0];
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());

	it('creates the lead, the booking and the activity of the sample as in the guide', async () => {
		await deliver(database.db, guideSample);
		const lead = await first('SELECT * FROM leads');
		expect(lead).toMatchObject({
			first_name: 'John',
			last_name: 'Doe',
			email: 'john@example.com',
			phone: '+31612345678',
			reference: 'level_check',
			source_detail: 'website_direct',
			activity_notes: 'Booking notes: I want to improve my English for work',
		});
		const booking = await first(
			"SELECT *, DATE_FORMAT(scheduled_at, '%Y-%m-%d %H:%i:%s') AS text FROM bookings",
		);
		expect(booking).toMatchObject({
			lead_id: lead?.['id'],
			booking_provider: 'cal.com',
			external_booking_id: 'abc123xyz456',
			booking_type: 'level_check',
			text: '2025-11-25 10:00:00',
			status: 'scheduled',
		});
		expect(JSON.parse(String(booking?.['webhook_payload']))).toEqual(guideSample);
		expect(
			await database.query('SELECT lead_id, booking_id, type, subject, body FROM activities'),
		).toEqual([
			{
				lead_id: lead?.['id'],
				booking_id: booking?.['id'],
				type: 'level_check',
				subject: 'Level Check Booked',
				body: 'Scheduled for 2025-11-25 10:00\nNotes: I want to improve my English for work',
			},
		]);
		expect(
			await first(
				'SELECT provider, external_id, event_type, status, error_message FROM webhook_events',
			),
		).toEqual({
			provider: 'cal.com',
			external_id: 'abc123xyz456',
			event_type: 'BOOKING_CREATED',
			status: 'processed',
			error_message: null,
		});
	});

	it.each([
		['curl test', guideCurl, 'test-booking-123', 'test@example.com', '+31612345678'],
		['deployment test', guideDeployment, 'test-123', 'test@test.com', null],
	])(
		'takes the body of the %s, and again as a duplicate',
		async (_name, body, uid, email, phone) => {
			expect(await deliver(database.db, body)).toMatchObject({ start: true });
			expect(await deliver(database.db, body)).toMatchObject({ body: { status: 'duplicate' } });
			const rows = await database.query(
				`SELECT l.first_name, l.last_name, l.email, l.phone, b.external_booking_id, b.booking_type, b.status
				FROM bookings b JOIN leads l ON l.id = b.lead_id`,
			);
			const said = { first_name: 'Test', last_name: 'User', email, phone };
			expect(rows).toEqual([
				{ ...said, external_booking_id: uid, booking_type: 'level_check', status: 'scheduled' },
			]);
		},
	);

	it.each([
		['ACCEPTED', 'scheduled'],
		['PENDING', 'scheduled'],
		['CANCELLED', 'cancelled'],
		['REJECTED', 'cancelled'],
	])('writes %s as %s', async (said, status) => {
		await deliver(database.db, guideBody({ payload: { status: said } }));
		expect(await first('SELECT status FROM bookings')).toEqual({ status });
	});

	it.each([
		['Level Check - 30 Min', 'level_check', 'Level Check Booked'],
		['Free CONSULTATION', 'consultation', 'Consultation Booked'],
		['Trial lesson', 'trial_class', 'Trial Class Booked'],
		['Something else', 'level_check', 'Level Check Booked'],
	])('reads the title "%s" as a %s', async (title, type, subject) => {
		await deliver(database.db, guideBody({ payload: { title } }));
		expect(await first('SELECT booking_type FROM bookings')).toEqual({ booking_type: type });
		expect(await first('SELECT type, subject FROM activities')).toEqual({ type, subject });
	});

	it.each([
		['Mary Jane Smith', 'Mary', 'Jane Smith'],
		['Mary', 'Mary', null],
	])('splits "%s" at the first space', async (name, firstName, lastName) => {
		await deliver(database.db, guideBody({ responses: { name } }));
		expect(await first('SELECT first_name, last_name FROM leads')).toEqual({
			first_name: firstName,
			last_name: lastName,
		});
	});

	it('updates the same booking when it is rescheduled and cancelled, with a line for each', async () => {
		await deliver(database.db, guideSample);
		const startTime = '2025-11-26T11:00:00.000Z';
		await deliver(
			database.db,
			guideBody({
				body: { triggerEvent: 'BOOKING_RESCHEDULED', createdAt: '2025-11-22T14:00:00.000Z' },
				payload: { startTime },
			}),
		);
		expect(await first('SELECT scheduled_at, status FROM bookings')).toEqual({
			scheduled_at: new Date(startTime),
			status: 'scheduled',
		});
		await deliver(
			database.db,
			guideBody({
				body: { triggerEvent: 'BOOKING_CANCELLED', createdAt: '2025-11-23T14:00:00.000Z' },
				payload: { startTime, status: 'CANCELLED' },
			}),
		);
		expect(await database.query('SELECT status FROM bookings')).toEqual([{ status: 'cancelled' }]);
		expect(await database.query('SELECT subject FROM activities ORDER BY id')).toEqual(
			['Level Check Booked', 'Level Check Rescheduled', 'Level Check Cancelled'].map((subject) => ({
				subject,
			})),
		);
	});

	it('creates one lead with two bookings for one e-mail, and two leads for two e-mails', async () => {
		await deliver(database.db, guideSample);
		await deliver(
			database.db,
			guideBody({ body: { uid: 'second' }, responses: { email: ' John@Example.com ' } }),
		);
		await deliver(
			database.db,
			guideBody({ body: { uid: 'third' }, responses: { email: 'jane@example.com' } }),
		);
		const rows = await database.query(
			'SELECT l.email, COUNT(*) AS bookings FROM leads l JOIN bookings b ON b.lead_id = l.id GROUP BY l.email ORDER BY l.email',
		);
		expect(rows.map(({ email, bookings }) => [email, Number(bookings)])).toEqual([
			['jane@example.com', 1],
			['john@example.com', 2],
		]);
	});
});
