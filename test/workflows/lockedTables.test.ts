import { fixture } from '../support/events';
import { poll } from '../support/n8nCorePoll';
import { type Bookings, startBookings } from '../support/workflowRun';

const senderWaitsMs = 15_000;

/** Delivers a booking while another connection, such as a backup, locks a table. */
async function deliverWhile(locked: string) {
	// Two schools, each with a workflow of its own.
	const bookings = await startBookings((json) => (json.id = `school ${locked}`));
	await bookings.database.query(`LOCK TABLES ${locked} WRITE`);
	const started = Date.now();
	const answer = await bookings.webhook.post(fixture('booking_created.basic'));
	const took = Date.now() - started;
	await bookings.database.query('UNLOCK TABLES');
	return { bookings, answer, took };
}

async function afterPolls({ database, instance, webhook }: Bookings) {
	await webhook.executions();
	const status = async () =>
		(await database.query('SELECT status FROM webhook_events'))[0]?.['status'];
	for (let polls = 0; polls < 20 && (await status()) !== 'processed'; polls++)
		await poll(instance, 'Unfinished Events Trigger');
	const rows = await database.query(
		'SELECT (SELECT COUNT(*) FROM webhook_events) AS events, (SELECT COUNT(*) FROM bookings) AS bookings',
	);
	return { status: await status(), ...rows[0] };
}

it('a sender gets its answer in time while tables are locked, and the booking is saved afterwards', async () => {
	const [inbox, branch] = await Promise.all(['webhook_events', 'bookings'].map(deliverWhile));
	if (!inbox || !branch) throw new Error('Nothing was delivered.');
	expect(inbox.answer).toEqual({ status: 202, body: { status: 'accepted' } });
	expect(branch.answer).toEqual({ status: 202, body: { status: 'accepted', event: 1 } });
	expect(Math.max(inbox.took, branch.took)).toBeLessThan(senderWaitsMs);
	const saved = { status: 'processed', events: 1, bookings: 1 };
	expect(await afterPolls(branch.bookings)).toEqual(saved);
	expect(await afterPolls(inbox.bookings)).toEqual(saved);
	for (const { bookings } of [branch, inbox]) await bookings.close();
});
