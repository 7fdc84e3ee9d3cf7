import type { IDataObject } from 'n8n-workflow';
import { createConnection } from 'mysql2/promise';

import { recordDelivery } from '../../nodes/core/services/recordDelivery';
import { inboxEvent } from '../../nodes/core/services/recordReceived';
import { read, variant } from '../support/events';
import { unrecorded } from '../support/failingStep';
import { type Mtl, runStep, startMtl } from '../support/n8nCoreNode';
import { until } from '../support/n8nApi';

let mtl: Mtl;
beforeEach(async () => {
	mtl = await startMtl();
});
afterEach(async () => await mtl.close());

/** A recorded event, as an item: each uid with a person of its own. */
async function itemFor(uid: string, name = 'booking_created.basic'): Promise<IDataObject> {
	const attendees = [{ email: `${uid}@kunde.example`, name: uid, timeZone: 'UTC' }];
	const payload = { uid, attendees, responses: undefined };
	const event = read(variant(name, '2026-11-03T08:00:00.000Z', payload));
	const { id } = await recordDelivery(mtl.database.db, inboxEvent(event, unrecorded));
	return { ...event, event: { ...event.event, id } } as never;
}

const bookings = async () =>
	(await mtl.database.query('SELECT external_booking_id AS uid FROM bookings')).map(
		({ uid }) => uid,
	);

describe('many items in one execution', () => {
	it('run side by side: a slow one holds up no other, and the output keeps the order', async () => {
		const step = mtl.step('booking.createOrUpdate');
		const slow = await itemFor('slow');
		await runStep(step, [slow]);
		const holder = await createConnection(mtl.database.url);
		await holder.query('SET TRANSACTION ISOLATION LEVEL READ COMMITTED');
		await holder.beginTransaction();
		await holder.query("UPDATE leads SET email = email WHERE email = 'slow@kunde.example'");
		// After the slow one in the index: InnoDB locks the gap before a key too.
		const quick = [await itemFor('z-quick1'), await itemFor('z-quick2')];
		const running = runStep(step, [slow, ...quick]);
		const isQuickDone = await until(async () => (await bookings()).length === 3, 8);
		holder.destroy();
		expect(isQuickDone).toBe(true);
		const sent = (await running).sent('Step');
		expect(
			sent.map(({ json, pairedItem }) => [(json['booking'] as IDataObject)['uid'], pairedItem]),
		).toEqual(['slow', 'z-quick1', 'z-quick2'].map((uid, item) => [uid, { item }]));
	});
});
