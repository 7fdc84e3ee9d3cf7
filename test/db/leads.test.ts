import type { BookingEvent } from '../../nodes/core/domain/event';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { read, variant } from '../support/events';
import { emptyTables, work } from './deliver';

const at = (day: number) => `2026-11-0${day}T08:00:00.000Z`;
const created = read(variant('booking_created.basic', at(1)));
const lateReschedule = read(variant('booking_rescheduled', at(2)));
const newer = read(variant('booking_rescheduled', at(6), { uid: 'third', iCalSequence: 2 }));
const again = (event: BookingEvent): BookingEvent => ({
	...event,
	event: { ...event.event, source: 'retry', attempt: 2 },
});

onEachServer((server) => {
	let database: TestDatabase;
	const lead = async () => (await database.query('SELECT * FROM leads'))[0] ?? {};
	const work1 = async (event: BookingEvent) => await work(database.db, event);
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => {
		await emptyTables(database.query);
		await work1(created);
	});
	afterAll(async () => await database.drop());

	it('keeps a manually edited lead name against older and equal events, and accepts a newer one', async () => {
		await database.query("UPDATE leads SET first_name = 'Typed', phone = '123'");
		const older = variant('booking_created.attendee_phone', '2026-10-30T08:00:00.000Z', {
			uid: 'older',
		});
		await work1(again(created));
		await work1(read(older));
		expect(await lead()).toMatchObject({ first_name: 'Typed' });
		await work1(lateReschedule);
		expect(await lead()).toMatchObject({ first_name: 'Mara', reference: 'level_check' });
	});

	it('fills empty fields of a lead from older events, and never erases with empty values', async () => {
		await work1(
			read(variant('booking_created.attendee_phone', '2026-10-30T08:00:00.000Z', { uid: 'older' })),
		);
		expect(await lead()).toMatchObject({ phone: '+436641234567' });
		await work1(newer);
		expect(await lead()).toMatchObject({ phone: '+436641234567', first_name: 'Mara' });
		await work1(
			read(
				variant('booking_created.attendee_phone', at(5), { uid: 'newer', attendees: undefined }),
			),
		);
		expect(await database.query('SELECT id FROM leads')).toHaveLength(1);
	});

	it('never overwrites an existing source', async () => {
		await emptyTables(database.query);
		await database.query(
			`INSERT INTO leads (email, reference, source_detail) VALUES ('mara.oeztuerk@kunde.example', NULL, 'facebook'),
				('tomas.novak@kunde.example', 'newsletter', NULL)`,
		);
		await work1(created);
		await work1(read(variant('booking_created.seat_second_same_uid', at(1), { uid: 'seats' })));
		expect(await database.query('SELECT reference, source_detail FROM leads ORDER BY id')).toEqual([
			{ reference: 'level_check', source_detail: 'facebook' },
			{ reference: 'newsletter', source_detail: null },
		]);
	});
});
