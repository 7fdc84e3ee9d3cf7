import { fittingFor } from '../../nodes/core/db/fitting';
import { installationOf } from '../../nodes/core/db/installation';
import { insertActivity } from '../../nodes/core/db/repositories/activities';
import { logActivity } from '../../nodes/core/services/logActivity';
import { saveBooking } from '../../nodes/core/services/saveBooking';
import { saveMainLead } from '../../nodes/core/services/saveLeads';
import { permutations } from '../domain/moments';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { read, variant } from '../support/events';
import { emptyTables } from './deliver';

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());

	it('keeps the reference and source of the first touch in time, whatever arrives first', async () => {
		const touches = ['Trial', 'Consultation', 'Level Check'].map((title, day) => ({
			event: read(
				variant('booking_created.basic', `2026-11-0${day + 1}T08:00:00.000Z`, {
					uid: `b${day}`,
					title,
				}),
			),
			origin: { reference: null, sourceDetail: `source ${day}` },
		}));
		for (const order of permutations(touches)) {
			await database.query('DELETE FROM leads');
			for (const { event, origin } of [...order, ...order])
				await saveMainLead(database.db, event, origin);
			expect(await database.query('SELECT reference, source_detail FROM leads')).toEqual([
				{ reference: 'trial_class', source_detail: 'source 0' },
			]);
		}
	});

	it('writes one line for an event, however many runs write it concurrently', async () => {
		const event = read(variant('booking_created.basic', '2026-11-01T08:00:00.000Z'));
		const saved = await saveBooking(database.db, event);
		const logged = await Promise.all(
			Array.from({ length: 8 }, async () => await logActivity(database.db, event, saved, 'UTC')),
		);
		expect(logged.flat().filter(({ created }) => created)).toHaveLength(1);
		expect(new Set(logged.flat().map(({ id }) => id)).size).toBe(1);
	});

	it('also writes one line for an event on a lead whose booking is unknown', async () => {
		const fitting = fittingFor(await installationOf(database.db));
		const line = {
			leadId: 1,
			bookingId: null,
			type: 'note',
			subject: 'A',
			body: '',
			position: null,
			occurredAt: new Date(),
		};
		const event = async (eventKey: string | null) =>
			await insertActivity(database.db, { ...line, eventKey }, fitting);
		const keyed = await Promise.all([1, 2, 3].map(async () => await event('e'.repeat(64))));
		expect(keyed.filter(({ created }) => created)).toHaveLength(1);
		await event(null);
		await event(null);
		expect(await database.query('SELECT id FROM activities')).toHaveLength(3);
	});
});
