import type { MtlError } from '../../nodes/core/domain/errors';
import { fittingFor } from '../../nodes/core/db/fitting';
import { installationOf } from '../../nodes/core/db/installation';
import { insertActivity } from '../../nodes/core/db/repositories/activities';
import { recordDelivery } from '../../nodes/core/services/recordDelivery';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { variant } from '../support/events';
import { deliver, emptyTables, receive } from './deliver';

const at = (day: number) => `2026-11-0${day}T08:00:00.000Z`;
const person = (name: string, email: string, phone: string) => ({
	attendees: [{ name, email, timeZone: 'Europe/Amsterdam', language: { locale: 'en' } }],
	responses: {
		name: { label: 'your_name', value: name },
		email: { label: 'email_address', value: email },
		attendeePhoneNumber: { label: 'phone_number', value: phone },
	},
});
const phone = '+31612345678';
const mother = { uid: 'mother', ...person('Maria Smit', 'maria@kunde.example', phone) };
const daughter = { uid: 'daughter', ...person('Lena Smit', 'lena@kunde.example', phone) };

onEachServer((server) => {
	let database: TestDatabase;
	const refusal = async (work: () => Promise<unknown>) =>
		await work().then(
			() => undefined,
			(error: unknown) => error as MtlError,
		);
	const withKey = async (table: string, columns: string, work: () => Promise<void>) => {
		await database.query(`CREATE UNIQUE INDEX of_the_app ON ${table} (${columns})`);
		try {
			await work();
		} finally {
			await database.query(`DROP INDEX of_the_app ON ${table}`);
		}
	};
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());

	it.each([
		['provider, external_id', 1],
		['external_id', 1],
		['provider, event_type, external_id', 2],
	])(
		'never takes an event for another one where the app has a unique key on (%s) of the inbox',
		async (columns, stored) => {
			await withKey('webhook_events', columns, async () => {
				const created = variant('booking_created.basic', at(1), { uid: 'one' });
				await deliver(database.db, created);
				expect(await receive(database.db, created)).toMatchObject({ start: false, status: 200 });
				const moves = [2, 3].map((day) =>
					variant('booking_rescheduled', at(day), {
						uid: 'one',
						rescheduleUid: 'one',
						startTime: `2026-11-1${day}T09:00:00Z`,
					}),
				);
				const answers = await Promise.all(moves.map((body) => receive(database.db, body)));
				for (const { body } of answers as Array<{ body?: { status?: string } }>)
					expect(body?.status).not.toBe('duplicate');
				const rows = await database.query(
					'SELECT event_type, duplicate_count FROM webhook_events ORDER BY id',
				);
				expect(rows).toHaveLength(stored);
				expect(rows[0]).toEqual({ event_type: 'BOOKING_CREATED', duplicate_count: 1 });
			});
		},
	);

	it("names the unique key in the way of an event, and leaves the app's row as it is", async () => {
		await withKey('webhook_events', 'provider, external_id', async () => {
			await database.query(
				"INSERT INTO webhook_events (provider, external_id, event_type, status, updated_at) VALUES ('cal.com', 'one', 'BOOKING_CREATED', 'pending', '2026-01-01')",
			);
			const before = await database.query('SELECT * FROM webhook_events');
			const event = {
				dedupeKey: 'a'.repeat(64),
				bodyHash: 'b'.repeat(64),
				type: 'BOOKING_CANCELLED',
				uid: 'one',
				status: 'received',
				error: null,
				payload: '{}',
				reading: null,
				source: 'webhook',
				occurredAt: new Date(at(1)),
				nextAttemptAt: null,
			} as const;
			const error = await refusal(async () => await recordDelivery(database.db, event));
			expect(error?.message).toBe(
				'Another row of the table webhook_events is in the way: the unique key of_the_app (provider, external_id) allows this value only once.',
			);
			expect(error?.hint).toContain('DROP INDEX of_the_app ON webhook_events');
			expect(await database.query('SELECT * FROM webhook_events')).toEqual(before);
		});
	});

	it.each([['phone'], ['reference, phone']])(
		"writes nothing into another person's lead where the app has a unique key on (%s)",
		async (columns) => {
			await withKey('leads', columns, async () => {
				await deliver(database.db, variant('booking_created.basic', at(1), mother));
				const before = await database.query('SELECT * FROM leads');
				const second = variant('booking_created.basic', at(2), daughter);
				const error = await refusal(async () => await deliver(database.db, second));
				expect(error?.message).toBe(
					`Another row of the table leads is in the way: the unique key of_the_app (${columns}) allows this value only once.`,
				);
				expect(error?.hint).toContain('DROP INDEX of_the_app ON leads');
				expect(await database.query('SELECT * FROM leads')).toEqual(before);
				expect(await database.query('SELECT external_booking_id FROM bookings')).toEqual([
					{ external_booking_id: 'mother' },
				]);
			});
		},
	);

	it('changes neither lead when a booking has the address of one person and the number of another', async () => {
		await deliver(database.db, variant('booking_created.basic', at(1), mother));
		const lena = { uid: 'daughter', ...person('Lena Smit', 'lena@kunde.example', '+31687654321') };
		await deliver(database.db, variant('booking_created.basic', at(2), lena));
		await withKey('leads', 'phone', async () => {
			const before = await database.query('SELECT * FROM leads ORDER BY id');
			const swapped = variant('booking_created.basic', at(3), { ...daughter, uid: 'third' });
			const error = await refusal(async () => await deliver(database.db, swapped));
			expect(error?.message).toContain('the unique key of_the_app (phone)');
			expect(await database.query('SELECT * FROM leads ORDER BY id')).toEqual(before);
		});
	});

	it('keeps people apart whose addresses differ only in an accent, where the column does not', async () => {
		await database.query(
			'ALTER TABLE leads MODIFY email VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NULL',
		);
		const jose = { uid: 'one', ...person('José', 'josé@kunde.example', '') };
		const other = { uid: 'two', ...person('Jose', 'jose@kunde.example', '') };
		await database.query("INSERT INTO leads (email) VALUES ('JOSÉ@kunde.example')");
		await deliver(database.db, variant('booking_created.basic', at(1), jose));
		expect(await database.query('SELECT first_name FROM leads')).toEqual([{ first_name: 'José' }]);
		const body = variant('booking_created.basic', at(2), other);
		const error = await refusal(async () => await deliver(database.db, body));
		expect(error?.message).toContain('the unique key leads_email_unique (email)');
		expect(error?.hint).toContain('utf8mb4_bin');
		expect(await database.query('SELECT first_name FROM leads')).toEqual([{ first_name: 'José' }]);
		await database.query(
			'ALTER TABLE leads MODIFY email VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL',
		);
	});

	it.each([
		['bookings', 'lead_id'],
		['activities', 'lead_id'],
	])('names a unique key of the app on %s, and writes nothing', async (table, columns) => {
		await withKey(table, columns, async () => {
			await deliver(database.db, variant('booking_created.basic', at(1), mother));
			const before = await database.query(`SELECT * FROM ${table}`);
			const second = variant('booking_created.basic', at(2), { ...mother, uid: 'second' });
			const error = await refusal(async () => await deliver(database.db, second));
			expect(error?.message).toBe(
				`Another row of the table ${table} is in the way: the unique key of_the_app (${columns}) allows this value only once.`,
			);
			expect(await database.query(`SELECT * FROM ${table}`)).toEqual(before);
		});
	});

	it('never takes a line written manually for another one', async () => {
		await deliver(database.db, variant('booking_created.basic', at(1), mother));
		const [lead] = await database.query('SELECT id FROM leads');
		const note = { bookingId: null, type: 'call', subject: 'Called', body: '', eventKey: null };
		const line = {
			...note,
			leadId: lead?.['id'] as number,
			occurredAt: new Date(),
			position: null,
		};
		await withKey('activities', 'lead_id, type', async () => {
			const fitting = fittingFor(await installationOf(database.db));
			const add = async () => await insertActivity(database.db, line, fitting);
			await add();
			const error = await refusal(add);
			expect(error?.message).toContain('the unique key of_the_app (lead_id, type)');
		});
	});
});
