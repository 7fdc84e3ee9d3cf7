import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { migrateDatabase } from '../../nodes/core/services/migrateDatabase';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { variant } from '../support/events';
import { deliver, receive } from './deliver';

type Row = Record<string, unknown>;

/** What version 1.0 made of some deliveries, wrong rows included, and a teacher whom a person set. */
const { bodies, tables } = JSON.parse(
	readFileSync(join(__dirname, '../fixtures/version-1.0.json'), 'utf8'),
) as { bodies: string[]; tables: Record<string, Row[]> };

const isTime = (value: unknown) =>
	typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);

onEachServer((server) => {
	let database: TestDatabase;
	const rows = async (sql: string) => await database.query(sql);
	const states = async () =>
		(
			await rows(
				'SELECT external_booking_id AS uid, status, assigned_teacher_id AS teacher FROM bookings ',
			)
		)
			.map(({ uid, status, teacher }) => [String(uid).slice(0, 3), status, teacher])
			.sort((a, b) => (String(a) < String(b) ? -1 : 1));

	beforeEach(async () => {
		database = await makeDatabase(server);
		for (const [table, all] of Object.entries(tables)) {
			for (const row of all) {
				const values = Object.values(row).map((one) => (isTime(one) ? new Date(String(one)) : one));
				await database.query(
					`INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${values.map(() => '?').join(', ')})`,
					values,
				);
			}
		}
	});
	afterEach(async () => await database.drop());

	it('treats every earlier delivery as a duplicate, except the one that was lost', async () => {
		for (const body of bodies) {
			if (body.includes('Ill after all')) continue;
			expect(await receive(database.db, JSON.parse(body))).toMatchObject({
				body: { status: 'duplicate' },
			});
		}
	});

	it('refolds open bookings on migration, and keeps manual edits', async () => {
		await migrateDatabase(database.db);
		const expected = [
			['1Uk', 'scheduled', null],
			['Je8', 'scheduled', null],
			['Tg4', 'cancelled', null],
			['j66', 'cancelled', null],
			['j66', 'scheduled', null],
			['j66', 'scheduled', null],
			['vTE', 'scheduled', 7],
		];
		expect(await states()).toEqual(expected);
		await migrateDatabase(database.db);
		expect(await states()).toEqual(expected);
		expect(await rows('SELECT * FROM booking_history WHERE scope IS NULL')).toEqual([]);
	});

	it('accepts a delivery that version 1.0 had lost as a duplicate, when it arrives again', async () => {
		const lost = bodies.find((body) => body.includes('Ill after all')) as string;
		await deliver(database.db, JSON.parse(lost) as Row);
		expect((await states()).filter(([uid]) => uid === 'j66')).toEqual([
			['j66', 'cancelled', null],
			['j66', 'cancelled', null],
			['j66', 'scheduled', null],
		]);
	});

	it('continues a booking whose bodies are gone', async () => {
		await rows('UPDATE webhook_events SET payload = NULL');
		await deliver(
			database.db,
			variant('booking_cancelled', '2026-11-20T08:00:00.000Z', { uid: 'Je8uQHdNsBFwLkzBZtRB1A' }),
		);
		await deliver(
			database.db,
			variant('booking_cancelled', '2026-11-20T08:00:00.000Z', { uid: 'vTEVreShrGYhQasdhTzCeM' }),
		);
		expect(
			await rows(`SELECT b.status, b.assigned_teacher_id AS teacher, l.email FROM bookings b JOIN leads l ON l.id = b.lead_id
			WHERE l.email LIKE 'joris%' OR l.email LIKE 'marloes%' ORDER BY 3`),
		).toEqual([
			{ status: 'cancelled', teacher: null, email: 'joris.vanloon@post.example' },
			{ status: 'cancelled', teacher: 7, email: 'marloes.timmer@post.example' },
		]);
	});
});
