import type { IDataObject } from 'n8n-workflow';

import { below, type Mtl, outOf, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
const out = async (operation: string, parameters: object = {}) =>
	await outOf(mtl.step(operation, parameters as IDataObject));
const bookings = async () => await mtl.database.query('SELECT * FROM bookings ORDER BY id');

beforeAll(async () => {
	mtl = await startMtl();
});
afterAll(async () => await mtl.close());

describe('Booking operations, with fields defined below,', () => {
	const fields = { uid: 'hand1', email: 'hand@example.com', firstName: 'Hand' };
	const row = async () => (await bookings()).find((one) => one['external_booking_id'] === 'hand1');

	it('create a booking; times without an offset are UTC', async () => {
		const more = {
			startsAt: '2027-01-05T10:00:00',
			endsAt: '2027-01-05T11:30:00+01:00',
			bookingType: 'trial_class',
			title: 'Trial',
			meetingUrl: 'https://example.com/x',
		};
		const [item] = await out('booking.createOrUpdate', below({ ...fields, ...more }));
		expect(item).toMatchObject({
			event: { source: 'manual', id: null },
			booking: { startsAt: '2027-01-05T10:00:00.000Z' },
		});
		expect(await row()).toMatchObject({
			booking_type: 'trial_class',
			title: 'Trial',
			status: 'scheduled',
		});
		const [time] = await mtl.database.query(
			"SELECT CAST(scheduled_at AS CHAR) s, CAST(ends_at AS CHAR) e FROM bookings WHERE external_booking_id = 'hand1'",
		);
		expect(time).toMatchObject({
			s: expect.stringContaining('10:00:00'),
			e: expect.stringContaining('10:30:00'),
		});
	});

	it('move and cancel it', async () => {
		await out('booking.reschedule', below({ ...fields, startsAt: '2027-02-01T09:00:00Z' }));
		const [time] = await mtl.database.query(
			"SELECT CAST(scheduled_at AS CHAR) s FROM bookings WHERE external_booking_id = 'hand1'",
		);
		expect(time?.['s']).toContain('2027-02-01 09:00:00');
		await out('booking.cancel', below({ ...fields, cancellationReason: 'Closed' }));
		expect(await row()).toMatchObject({
			status: 'cancelled',
			cancellation_reason: 'Closed',
			lead_id: expect.any(Number),
		});
	});

	it.each([
		[
			'booking.cancel',
			{ uid: 'a b' },
			'The field "Booking UID" must not be empty or contain spaces.',
		],
		[
			'booking.reschedule',
			{ startsAt: 'tomorrow' },
			'The field "Starts At" is not a valid date and time.',
		],
		[
			'booking.createOrUpdate',
			{ email: 'nobody' },
			'The field "Email" is not a valid email address.',
		],
		['booking.cancel', { uid: 'never_seen', email: '' }, 'No booking with this UID was found.'],
	])('%s says what is wrong with %j', async (operation, changes, message) => {
		await expect(out(operation, below({ ...fields, ...changes }))).rejects.toThrow(message);
	});
});
