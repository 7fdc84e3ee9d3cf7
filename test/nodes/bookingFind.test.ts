import type { IDataObject } from 'n8n-workflow';

import { below, type Mtl, outOf, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
const out = async (operation: string, parameters: object = {}) =>
	await outOf(mtl.step(operation, parameters as IDataObject));
const uids = async (parameters: object) =>
	(await out('booking.getAll', parameters)).map((row) => row['external_booking_id']);
const save = async (uid: string, startsAt: string, more: object = {}) =>
	await out('booking.createOrUpdate', below({ uid, startsAt, email: 'a@example.com', ...more }));

beforeAll(async () => {
	mtl = await startMtl();
	await save('past', '2020-01-01T10:00:00Z');
	await save('later', '2099-01-02T10:00:00Z', {
		email: 'b@example.com',
		bookingType: 'consultation',
	});
	await save('soon', '2099-01-01T10:00:00Z');
});
afterAll(async () => await mtl.close());

describe('Booking: Get', () => {
	it('finds a booking by any uid it ever had, or by ID', async () => {
		const fields = { uid: 'soon2', previousUid: 'soon', email: 'a@example.com' };
		await out('booking.reschedule', below({ ...fields, startsAt: '2099-01-01T11:00:00Z' }));
		const [byOld] = await out('booking.get', { uid: 'soon' });
		const [byNew] = await out('booking.get', { uid: ' soon2 ' });
		const [byId] = await out('booking.get', { bookingId: byOld?.['id'] });
		expect(byOld).toMatchObject({
			external_booking_id: 'soon2',
			scheduled_at: '2099-01-01T11:00:00.000Z',
		});
		expect([byNew, byId]).toEqual([byOld, byOld]);
	});

	it.each([
		[{ uid: 'never' }, 'The booking was not found.'],
		[{ bookingId: 999 }, 'The booking was not found.'],
		[{ bookingId: -1 }, 'The field "Booking ID" must be a whole number greater than 0.'],
	])('says what is wrong with %j', async (parameters, message) => {
		await expect(out('booking.get', parameters)).rejects.toThrow(message);
	});
});

describe('Booking: Get Many', () => {
	it('returns the newest, or the next ones soonest first', async () => {
		expect(await uids({})).toEqual(['soon2', 'later', 'past']);
		expect(await uids({ filters: { upcoming: true } })).toEqual(['soon2', 'later']);
		expect(await uids({ limit: 1 })).toEqual(['soon2']);
		expect(await uids({ returnAll: true, limit: 1 })).toHaveLength(3);
	});

	it('filters by status, type and lead', async () => {
		const [{ lead_id: leadId } = {}] = await out('booking.get', { uid: 'later' });
		expect(await uids({ filters: { status: 'cancelled' } })).toEqual([]);
		expect(await uids({ filters: { bookingType: 'consultation' } })).toEqual(['later']);
		expect(await uids({ filters: { leadId } })).toEqual(['later']);
	});
});
