import { fixture } from '../support/events';
import { runFrom } from '../support/n8nCore';
import { type Bookings, startBookings } from '../support/workflowRun';
import { exported } from '../support/workflowFiles';

let bookings: Bookings;
beforeEach(async () => {
	bookings = await startBookings();
});
afterEach(async () => await bookings.close());

it('the workflow "Retention" removes old bodies, and keeps the keys that identify repeats', async () => {
	const { database, instance, webhook } = bookings;
	const body = fixture('booking_created.basic');
	await webhook.post(body);
	await database.query('UPDATE webhook_events SET created_at = created_at - INTERVAL 91 DAY');
	await database.query('UPDATE bookings SET last_event_at = last_event_at - INTERVAL 91 DAY');
	const json = exported('retention.json');
	const night = await runFrom({ ...instance, json, mode: 'trigger' }, 'Every Night', [
		[{ json: {} }],
	]);
	const [item] = night.sent('Remove Old Events');
	expect(item?.json).toEqual({ payloadsEmptied: 1, bookingPayloadsEmptied: 1, eventsDeleted: 0 });
	expect(await webhook.post(body)).toMatchObject({ body: { status: 'duplicate' } });
});
