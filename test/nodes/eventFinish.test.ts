import type { IDataObject } from 'n8n-workflow';

import { recordDelivery } from '../../nodes/core/services/recordDelivery';
import { inboxEvent } from '../../nodes/core/services/recordReceived';
import { fixture, read } from '../support/events';
import { type Mtl, outOf, runStep, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
const event = read(fixture('booking_created.basic'));
const finish = (parameters: IDataObject = {}) => mtl.step('event.finish', parameters);
const rows = async () => await mtl.database.query('SELECT id, status FROM webhook_events');
let item: IDataObject;

beforeAll(async () => {
	mtl = await startMtl();
	const body = {
		payload: JSON.stringify(fixture('booking_created.basic')),
		bodyHash: 'f'.repeat(64),
		reading: '{}',
	};
	const { id } = await recordDelivery(mtl.database.db, inboxEvent(event, body));
	const booking = { id: 7, leadId: 3, created: true, late: false, person: null };
	const activity = { id: 9, bookingId: 7, created: true, subject: 'Level Check Booked' };
	item = {
		...event,
		event: { ...event.event, id },
		saved: { bookings: [booking], activities: [activity] },
	} as never;
});
afterAll(async () => await mtl.close());

describe('Event: Finish', () => {
	it.each([
		['no booking step', undefined, 'the result of the Booking step is missing'],
		['no activity step', { bookings: [] }, 'the result of the Activity: Log step is missing'],
	])(
		'refuses an event whose branch had %s: the row keeps the reason',
		async (_, saved, message) => {
			const execution = await runStep(finish(), [{ ...item, saved } as IDataObject]);
			expect(execution).toMatchObject({
				error: expect.stringContaining(message),
				answers: [{ statusCode: 500, body: { status: 'failed', event: 1 } }],
			});
			expect(await rows()).toMatchObject([{ status: 'failed' }]);
		},
	);

	it('marks the row as processed and answers with the saved ids', async () => {
		const execution = await runStep(finish(), [item]);
		const answer = { status: 'processed', event: 1, leads: [3], bookings: [7], activities: [9] };
		expect(execution.answers).toEqual([{ statusCode: 200, headers: {}, body: answer }]);
		expect(execution.sent('Step')).toMatchObject([{ json: { ...answer, details: item } }]);
		expect(await rows()).toMatchObject([{ status: 'processed' }]);
	});

	it('does not answer if Cal.com was already answered', async () => {
		expect((await runStep(finish(), [{ ...item, answered: true }])).answers).toEqual([]);
	});

	it('accepts an event without a booking', async () => {
		const [out] = await outOf(finish(), { ...item, booking: null, saved: undefined } as never);
		expect(out).toMatchObject({ status: 'processed', bookings: [] });
	});

	it('finishes a row by ID, and says if it does not exist', async () => {
		const [out] = await outOf(finish({ dataMode: 'defineBelow', eventId: 1 }));
		expect(out).toEqual({ status: 'processed', event: { id: 1 } });
		const unknown = await runStep(finish({ dataMode: 'defineBelow', eventId: 99 }));
		expect(unknown.error).toBe('The inbox has no event with the id 99.');
	});
});
