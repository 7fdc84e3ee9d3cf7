import { addNote } from '../../nodes/core/services/logActivity';
import { failEvent } from '../../nodes/core/services/settleEvent';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { variant } from '../support/events';
import { deliver, emptyTables, receive } from './deliver';

const at = (day: number) => `2026-11-0${day}T08:00:00.000Z`;
const title = `${'Level Check 🎓 '.repeat(30)}end`;
const link = `https://meet.example/${'a'.repeat(400)}`;
const long = {
	title,
	location: link,
	metadata: { videoCallUrl: link },
	videoCallData: { type: 'daily_video', id: 'x', password: '', url: link },
	additionalNotes: 'N'.repeat(400),
};

onEachServer((server) => {
	let database: TestDatabase;
	const events = async () => await database.query('SELECT status, notes FROM webhook_events');
	const edits = async () =>
		await database.query("SELECT details FROM booking_history WHERE kind = 'by_hand'");
	const booking = async () => (await database.query('SELECT * FROM bookings'))[0] ?? {};
	beforeEach(async () => (database = await makeDatabase(server)));
	afterEach(async () => await database.drop());

	it('cuts texts and leaves out links that are too long for the columns, with a note on the event', async () => {
		for (const change of [
			'bookings MODIFY title VARCHAR(255) NULL, MODIFY location VARCHAR(255) NULL, MODIFY meeting_url VARCHAR(255) NULL',
			'leads MODIFY first_name VARCHAR(3) NULL, MODIFY phone VARCHAR(5) NULL',
			'activities MODIFY subject VARCHAR(10) NULL, MODIFY body TINYTEXT NULL',
		])
			await database.query(`ALTER TABLE ${change}`);
		const body = variant('booking_created.basic', at(1), long);
		await deliver(database.db, body);
		expect(await booking()).toMatchObject({
			title: expect.stringMatching(/^Level Check 🎓 .*…$/u),
			location: null,
			meeting_url: null,
			status: 'scheduled',
		});
		expect(await database.query('SELECT first_name FROM leads')).toEqual([{ first_name: 'Ma…' }]);
		const [event] = await events();
		expect(event).toMatchObject({ status: 'processed' });
		for (const note of [
			'bookings.title was cut to 255 characters.',
			'bookings.meeting_url was left out, because the column takes only 255 characters.',
			'leads.first_name was cut to 3 characters.',
			'activities.subject was cut to 10 characters.',
		]) {
			expect(String(event?.['notes']).split(note)).toHaveLength(2);
		}
		// What did not fit is not a person's edit.
		await deliver(database.db, variant('booking_rescheduled', at(2), long));
		await deliver(database.db, variant('booking_no_show_updated', at(3)));
		expect(await edits()).toEqual([]);
		expect(await database.query('SELECT id FROM bookings')).toHaveLength(1);
	});

	it('keeps a booking whose stored body is too long for the column', async () => {
		await database.query('ALTER TABLE bookings MODIFY webhook_payload TEXT NULL');
		const additionalNotes = 'N'.repeat(70_000);
		await deliver(database.db, variant('booking_created.basic', at(1), { additionalNotes }));
		expect(await booking()).toMatchObject({ status: 'scheduled', webhook_payload: null });
	});

	it('cuts the reason of a failure, and a note written manually', async () => {
		await database.query('ALTER TABLE webhook_events MODIFY error_message VARCHAR(50) NULL');
		await database.query('ALTER TABLE activities MODIFY body VARCHAR(50) NULL');
		const received = await receive(database.db, variant('booking_created.basic', at(1)));
		const id = received.start ? Number(received.event.event.id) : 0;
		await failEvent(database.db, id, { text: 'Why '.repeat(50) }, new Date());
		await receive(database.db, { triggerEvent: 'BOOKING_CREATED', payload: {} });
		const rows = await database.query('SELECT error_message FROM webhook_events');
		for (const row of rows) expect(String(row['error_message']).length).toBeLessThanOrEqual(50);
		const note = { leadId: 1, bookingId: null, type: 'note', subject: 'A', body: 'B'.repeat(60) };
		expect(await addNote(database.db, note)).toBeGreaterThan(0);
	});

	it('notices that a column became shorter while n8n runs', async () => {
		await deliver(database.db, variant('booking_created.basic', at(1)));
		await database.query('ALTER TABLE bookings MODIFY title VARCHAR(60) NULL');
		const now = Date.now();
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => now + 2_000);
		try {
			await deliver(database.db, variant('booking_created.basic', at(2), { ...long, uid: 'two' }));
		} finally {
			clock.mockRestore();
		}
		expect(await database.query('SELECT title FROM bookings ORDER BY id')).toHaveLength(2);
	});

	it('adds no entry for what a trigger changes, and keeps what a person edits', async () => {
		await database.query(
			'CREATE TRIGGER shorten BEFORE UPDATE ON bookings FOR EACH ROW SET NEW.title = LEFT(NEW.title, 10), NEW.location = LOWER(NEW.location)',
		);
		await deliver(database.db, variant('booking_created.basic', at(1)));
		for (let day = 2; day < 8; day++) {
			await deliver(
				database.db,
				variant('booking_rescheduled', at(day), {
					uid: `place${day}`,
					rescheduleUid: day === 2 ? undefined : `place${day - 1}`,
					title: `A title longer than ten characters ${day}`,
					location: 'Room A',
				}),
			);
			await deliver(database.db, variant('booking_paid', at(day), { uid: `place${day}` }));
		}
		expect(await edits()).toEqual([]);
		const [latest] = await database.query('SELECT MAX(id) AS id FROM bookings');
		await database.query('UPDATE bookings SET status = ? WHERE id = ?', [
			'completed',
			latest?.['id'],
		]);
		await deliver(database.db, variant('booking_no_show_updated', at(8), { bookingUid: 'place7' }));
		expect(await edits()).toHaveLength(1);
	});

	it.each(['TIMESTAMP', 'DATETIME(3)'])(
		'keeps the time of a booking whose column %s moves to now at every update',
		async (type) => {
			const now = type === 'TIMESTAMP' ? 'CURRENT_TIMESTAMP' : 'CURRENT_TIMESTAMP(3)';
			await database.query(
				`ALTER TABLE bookings MODIFY scheduled_at ${type} NULL DEFAULT ${now} ON UPDATE ${now}`,
			);
			await database.query(
				'ALTER TABLE leads MODIFY created_at TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP',
			);
			await deliver(database.db, variant('booking_created.basic', at(1)));
			await database.query("UPDATE leads SET created_at = '2026-01-01'");
			const { id, scheduled_at } = await booking();
			await database.query("UPDATE bookings SET title = 'Typed' WHERE id = ?", [id]);
			expect((await booking())['scheduled_at']).not.toEqual(scheduled_at);
			await deliver(database.db, variant('booking_requested', at(2), { title: 'Requested' }));
			expect(await booking()).toMatchObject({ scheduled_at, title: 'Typed' });
			expect(await database.query('SELECT created_at FROM leads')).toEqual([
				{ created_at: new Date('2026-01-01') },
			]);
			await database.query(
				'UPDATE bookings SET scheduled_at = UTC_TIMESTAMP() + INTERVAL 1 DAY WHERE id = ?',
				[id],
			);
			const typed = (await booking())['scheduled_at'];
			await deliver(database.db, variant('booking_paid', at(3)));
			expect(await booking()).toMatchObject({ scheduled_at: typed });
		},
	);

	it('takes the ids of its own rows where triggers insert rows elsewhere', async () => {
		await database.query(
			'CREATE TABLE audit (id BIGINT AUTO_INCREMENT PRIMARY KEY, row_id BIGINT) AUTO_INCREMENT = 5000',
		);
		for (const table of ['leads', 'bookings', 'activities', 'webhook_events'])
			for (const when of ['INSERT', 'UPDATE'])
				await database.query(
					`CREATE TRIGGER audit_${table}_${when} AFTER ${when} ON ${table} FOR EACH ROW INSERT INTO audit (row_id) VALUES (NEW.id)`,
				);
		await emptyTables(database.query);
		await deliver(database.db, variant('booking_created.basic', at(1)));
		await deliver(database.db, variant('booking_rescheduled', at(2)));
		expect(
			await database.query(`SELECT COUNT(*) AS n FROM activities a JOIN leads l ON l.id = a.lead_id
				JOIN bookings b ON b.id = a.booking_id AND b.lead_id = l.id`),
		).toEqual([{ n: 2 }]);
		expect(await events()).toMatchObject([{ status: 'processed' }, { status: 'processed' }]);
	});
});
