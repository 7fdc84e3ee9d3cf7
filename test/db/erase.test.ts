import { eraseLead } from '../../nodes/shared/services/erase';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { variant } from '../support/events';
import { deliver, emptyTables, ownTables } from './deliver';

const person = {
	attendees: [
		{
			email: 'Planted@Example.com',
			name: 'Planted Person',
			timeZone: 'Europe/Amsterdam',
			language: { locale: 'nl' },
		},
	],
	responses: {
		name: { value: 'Planted Person' },
		email: { value: 'planted@example.com' },
		attendeePhoneNumber: { value: '+31612345678' },
		notes: { value: 'planted note' },
	},
	title: 'Level check with Planted Person',
	location: 'https://meet.example/planted-room',
};
const planted = /planted|31612345678/i;
const booked = variant('booking_created.basic', '2026-11-06T08:00:00.000Z', {
	uid: 'erase1',
	...person,
});
const cancelled = variant('booking_cancelled', '2026-11-07T08:00:00.000Z', {
	uid: 'erase1',
	...person,
	cancellationReason: 'planted reason',
});

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await makeDatabase(server);
	});
	afterAll(async () => await database.drop());
	beforeEach(async () => {
		await emptyTables(database.query);
		await deliver(database.db, booked);
		await deliver(database.db, cancelled);
		await deliver(
			database.db,
			variant('booking_created.basic', '2026-11-06T09:00:00.000Z', { uid: 'other' }),
		);
	});

	const everything = async () =>
		JSON.stringify(
			await Promise.all(
				ownTables.map(async (table) => await database.query(`SELECT * FROM ${table}`)),
			),
		);

	it('leaves nothing of the person in any table, and keeps rows, times, statuses and keys', async () => {
		expect(await everything()).toMatch(planted);
		const keys = await database.query('SELECT id, dedupe_key FROM webhook_events ORDER BY id');
		const { leadId, bookings, events } = await eraseLead(database.db, ' PLANTED@example.com ');
		expect({ bookings, events }).toEqual({ bookings: 1, events: 2 });
		expect(await everything()).not.toMatch(planted);
		expect(await database.query('SELECT id, dedupe_key FROM webhook_events ORDER BY id')).toEqual(
			keys,
		);
		expect(
			await database.query('SELECT status, scheduled_at, title FROM bookings WHERE lead_id = ?', [
				leadId,
			]),
		).toEqual([{ status: 'cancelled', scheduled_at: expect.anything(), title: null }]);
		expect(
			await database.query('SELECT subject, body FROM activities WHERE lead_id = ? ORDER BY id', [
				leadId,
			]),
		).toEqual([
			{ subject: 'Level Check Booked', body: null },
			{ subject: 'Level Check Cancelled', body: null },
		]);
	});

	it('touches nobody else', async () => {
		const others = async () => [
			await database.query("SELECT * FROM leads WHERE email = 'mara.oeztuerk@kunde.example'"),
			await database.query("SELECT * FROM bookings WHERE external_booking_id = 'other'"),
			await database.query("SELECT * FROM webhook_events WHERE external_id = 'other'"),
		];
		const before = await others();
		await eraseLead(database.db, 'planted@example.com');
		expect(await others()).toEqual(before);
	});

	it('does not bring the words back when the delivery is repeated', async () => {
		await eraseLead(database.db, 'planted@example.com');
		expect(await deliver(database.db, booked)).toMatchObject({ body: { status: 'duplicate' } });
		expect(await everything()).not.toMatch(planted);
	});

	it('says so when nobody has this address', async () => {
		for (const email of ['nobody@example.com', '', 'no address']) {
			await expect(eraseLead(database.db, email)).rejects.toThrow(
				'No lead has this e-mail address.',
			);
		}
	});
});
