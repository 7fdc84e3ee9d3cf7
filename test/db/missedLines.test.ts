import { saveBooking } from '../../nodes/core/services/saveBooking';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { variant } from '../support/events';
import { deliver, emptyTables, receive } from './deliver';

const at = (hour: number) => `2026-11-03T0${hour}:00:00.000Z`;
const created = variant('booking_created.basic', at(1), { uid: 'a' });
const cancelled = variant('booking_cancelled', at(2), { uid: 'a' });
const ended = variant('meeting_ended', '', { uid: 'a' });

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());

	const subjects = async () =>
		(await database.query('SELECT subject FROM activities ORDER BY id')).map(
			(row) => row['subject'],
		);

	/** An event whose booking was saved, and whose line was not written. */
	async function stuckBeforeItsLine(status: string): Promise<void> {
		const received = await receive(database.db, created);
		if (!received.start) throw new Error('It was not new.');
		await saveBooking(database.db, received.event);
		await database.query('UPDATE webhook_events SET status = ?', [status]);
	}

	it.each(['processed', 'received'])(
		'writes the missing line of an event that is %s with the next event of the booking',
		async (status) => {
			await stuckBeforeItsLine(status);
			await deliver(database.db, cancelled);
			expect(await subjects()).toEqual(['Level Check Booked', 'Level Check Cancelled']);
		},
	);

	it.each(['failed', 'quarantined'])(
		'leaves the line of an event that is %s to that event, so that it can stop no other',
		async (status) => {
			await stuckBeforeItsLine(status);
			await deliver(database.db, ended);
			await deliver(database.db, cancelled);
			expect(await subjects()).toEqual(['Level Check Cancelled']);
		},
	);
});
