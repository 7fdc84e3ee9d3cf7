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

	it('cancel it, whatever the type of the event', async () => {
		await out('booking.cancel', {}, cancelled);
		expect(await bookings()).toMatchObject([{ status: 'cancelled' }]);
	});

	it('treat an event of another kind as the operation says', async () => {
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

	it('pass on an event without a booking', async () => {
		const [item] = await out('booking.createOrUpdate', {}, { ...requested, booking: null });
		expect(item).toMatchObject({ booking: null, saved: { bookings: [] } });
	});

	it('refuse an item that is not an event, and say what to do', async () => {
		await expect(out('booking.cancel', {}, { hello: 1 })).rejects.toThrow(
			'The item is not a booking event: "event" is missing',
		);
	});
});
