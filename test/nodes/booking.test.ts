import type { IDataObject } from 'n8n-workflow';

import { bookingLife } from '../support/events';
import { type Mtl, outOf, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
const out = async (operation: string, parameters: object = {}, item: object = {}) =>
	await outOf(mtl.step(operation, parameters as IDataObject), item as IDataObject);
const bookings = async () => await mtl.database.query('SELECT * FROM bookings ORDER BY id');
const [requested, , rescheduled, cancelled] = bookingLife();

beforeAll(async () => {
	mtl = await startMtl();
});
afterAll(async () => await mtl.close());

describe('Booking operations, mapped automatically,', () => {
	it('create a booking and its lead from the event', async () => {
		const [item] = await out('booking.createOrUpdate', {}, { ...requested, mine: 1 });
		const [row] = await bookings();
		expect(row).toMatchObject({
			external_booking_id: 'uidA',
			status: 'scheduled',
			booking_type: 'level_check',
		});
		expect(item).toMatchObject({
			mine: 1,
			event: requested?.event,
			lead: { id: row?.['lead_id'] },
			booking: { ...requested?.booking, id: row?.['id'] },
			saved: { bookings: [{ id: row?.['id'], created: true, late: false }] },
		});
	});

	it('move the same row on a reschedule', async () => {
		const [item] = await out('booking.reschedule', {}, rescheduled);
		expect(item).toMatchObject({ saved: { bookings: [{ created: false }] } });
		expect(await bookings()).toMatchObject([{ external_booking_id: 'uidB', status: 'scheduled' }]);
	});

	it('cancel it, whatever else the event is called', async () => {
		await out('booking.cancel', {}, cancelled);
		expect(await bookings()).toMatchObject([{ status: 'cancelled' }]);
	});

	it('take an event of another kind for what the operation is called', async () => {
		const [item] = await out(
			'booking.cancel',
			{},
			{ ...requested, booking: { ...requested?.booking, uid: 'uidX' } },
		);
		expect(item).toMatchObject({ event: { kind: 'cancelled' }, booking: { status: 'cancelled' } });
		expect((await bookings()).at(-1)).toMatchObject({
			external_booking_id: 'uidX',
			status: 'cancelled',
		});
	});

	it('pass an event on that is about no booking', async () => {
		const [item] = await out('booking.createOrUpdate', {}, { ...requested, booking: null });
		expect(item).toMatchObject({ booking: null, saved: { bookings: [] } });
	});

	it('refuse an item that is no event, and say what to do', async () => {
		await expect(out('booking.cancel', {}, { hello: 1 })).rejects.toThrow(
			'The item is not a booking event: "event" is missing',
		);
	});
});

describe('Booking operations, with fields defined below,', () => {
	const fields = {
		dataMode: 'defineBelow',
		uid: 'hand1',
		email: 'hand@example.com',
		firstName: 'Hand',
	};
	const row = async () => (await bookings()).find((one) => one['external_booking_id'] === 'hand1');

	it('create a booking; times without an offset are UTC', async () => {
		const more = {
			startsAt: '2027-01-05T10:00:00',
			endsAt: '2027-01-05T11:30:00+01:00',
			bookingType: 'trial_class',
			title: 'Trial',
			meetingUrl: 'https://example.com/x',
		};
		const [item] = await out('booking.createOrUpdate', { ...fields, ...more });
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
		await out('booking.reschedule', { ...fields, startsAt: '2027-02-01T09:00:00Z' });
		const [time] = await mtl.database.query(
			"SELECT CAST(scheduled_at AS CHAR) s FROM bookings WHERE external_booking_id = 'hand1'",
		);
		expect(time?.['s']).toContain('2027-02-01 09:00:00');
		await out('booking.cancel', { ...fields, cancellationReason: 'Closed' });
		expect(await row()).toMatchObject({
			status: 'cancelled',
			cancellation_reason: 'Closed',
			lead_id: expect.any(Number),
		});
	});

	it.each([
		['booking.cancel', { uid: 'a b' }, 'The field "Booking UID" is empty or holds spaces.'],
		['booking.reschedule', { startsAt: 'tomorrow' }, 'The field "Starts At" holds no time.'],
		['booking.createOrUpdate', { email: 'nobody' }, 'The field "Email" holds no e-mail address.'],
		['booking.cancel', { uid: 'never_seen', email: '' }, 'No booking is known under this UID.'],
	])('%s says what is wrong with %j', async (operation, changes, message) => {
		await expect(out(operation, { ...fields, ...changes })).rejects.toThrow(message);
	});
});
