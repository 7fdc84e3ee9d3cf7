import type { IDataObject } from 'n8n-workflow';

import { fixture, read } from '../support/events';
import { below, type Mtl, outOf, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
const out = async (operation: string, parameters: object = {}, item: object = {}) =>
	await outOf(mtl.step(operation, parameters as IDataObject), item as IDataObject);
const lines = async (parameters: object = {}) => await out('activity.getAll', parameters);
let saved: IDataObject;

beforeAll(async () => {
	mtl = await startMtl();
	[saved = {}] = await out('booking.createOrUpdate', {}, read(fixture('booking_created.basic')));
});
afterAll(async () => await mtl.close());

describe('Activity: Log', () => {
	it("writes the event's line once, in the node's time zone", async () => {
		const [item] = await out('activity.log', { timeZone: 'Europe/Amsterdam' }, saved);
		const [again] = await out('activity.log', {}, saved);
		expect(item).toMatchObject({
			event: saved['event'],
			activity: { id: expect.any(Number), subject: 'Level Check Booked' },
			saved: { activities: [{ created: true }] },
		});
		expect(again).toMatchObject({
			activity: item?.['activity'],
			saved: { activities: [{ created: false }] },
		});
		expect(await lines()).toMatchObject([
			{ body: 'Scheduled for 2026-11-10 10:00', lead_id: 1, booking_id: 1 },
		]);
	});

	it('writes a line from the fields, each time', async () => {
		const fields = below({
			leadId: 1,
			subject: 'Called',
			body: 'No answer',
			activityType: 'call',
		});
		await out('activity.log', fields);
		const [item] = await out('activity.log', fields);
		expect(item).toEqual({ activity: { id: expect.any(Number), subject: 'Called' } });
		expect(await lines({ limit: 2 })).toMatchObject([
			{ type: 'call', subject: 'Called', body: 'No answer', booking_id: null },
			{ type: 'call', subject: 'Called' },
		]);
	});

	it('adds no line for an event without a booking', async () => {
		const [item] = await out(
			'activity.log',
			{},
			{ ...saved, booking: null, saved: { bookings: [] } },
		);
		expect(item).toMatchObject({ activity: null, saved: { activities: [] } });
	});

	it.each([
		[{}, { saved: undefined }, 'No Booking step ran before this one'],
		[{ timeZone: 'Amsterdam' }, {}, 'The field "Time Zone" is not a valid time zone.'],
		[
			below({ leadId: -1, subject: 'x' }),
			{},
			'The field "Lead ID" must be a whole number greater than 0.',
		],
	])('says what is wrong with %j %j', async (parameters, changes, message) => {
		await expect(out('activity.log', parameters, { ...saved, ...changes })).rejects.toThrow(
			message,
		);
	});
});

describe('Activity: Get Many', () => {
	it('filters by lead and booking, newest first', async () => {
		expect(await lines({ filters: { bookingId: 1 } })).toMatchObject([
			{ subject: 'Level Check Booked' },
		]);
		expect(await lines({ filters: { leadId: 1 } })).toHaveLength(3);
		expect(await lines({ filters: { leadId: 2 } })).toEqual([]);
		expect(await lines({ limit: 1 })).toMatchObject([{ subject: 'Called' }]);
		expect(await lines({ limit: 1, returnAll: true })).toHaveLength(3);
	});
});
