import type { AnswerColumn } from '../../nodes/core/domain/answers';
import type { BookingEvent } from '../../nodes/core/domain/event';
import { eraseLead } from '../../nodes/core/erasure/eraseLead';
import { checkAnswerColumns, listOwnColumns } from '../../nodes/core/services/answerColumns';
import { saveBooking } from '../../nodes/core/services/saveBooking';
import { permutations } from '../domain/moments';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { read, variant } from '../support/events';
import { emptyTables } from './deliver';

type Json = Record<string, unknown>;

const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 8, minute)).toISOString();
const email = 'mara.oeztuerk@kunde.example';
const to = (question: string, place: string): AnswerColumn => {
	const [table, column] = place.split('.') as ['leads' | 'bookings', string];
	return { question, table, column };
};
const answered = (answers: Json) => ({
	userFieldsResponses: Object.fromEntries(
		Object.entries(answers).map(([name, value]) => [name, { label: name, value }]),
	),
});
const booked = (uid: string, minute: number, answers: Json) =>
	read(variant('booking_created.basic', at(minute), { uid, ...answered(answers) }));
const moved = (from: string, uid: string, minute: number, answers: Json) =>
	read(
		variant('booking_rescheduled', at(minute), { uid, rescheduleUid: from, ...answered(answers) }),
	);

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await makeDatabase(server);
		await database.query(`ALTER TABLE leads ADD native_language VARCHAR(12) NULL, ADD age TINYINT UNSIGNED NULL,
			ADD level ENUM('A1', 'B2') NULL, ADD born DATE NULL, ADD seen_at DATETIME NULL, ADD wants_news TINYINT(1) NOT NULL DEFAULT 0,
			ADD motto VARCHAR(50) NOT NULL DEFAULT '', ADD raw JSON NULL, ADD code VARCHAR(20) NULL UNIQUE,
			ADD twice INT GENERATED ALWAYS AS (age * 2) VIRTUAL, ADD deleted_at DATETIME NULL`);
		await database.query('ALTER TABLE bookings ADD goal TEXT NULL, ADD `Höhe über` INT NULL');
	});
	beforeEach(async () => {
		await emptyTables(database.query);
		await database.query('DELETE FROM mtl_answers');
	});
	afterAll(async () => await database.drop());

	const save = async (event: BookingEvent, ...answerColumns: AnswerColumn[]) =>
		await saveBooking(database.db, event, { answerColumns });
	const lead = async () => (await database.query('SELECT * FROM leads'))[0] ?? {};
	const goals = async () =>
		(await database.query('SELECT goal FROM bookings ORDER BY id')).map(({ goal }) => goal);
	const notes = async () =>
		(await database.query('SELECT notes FROM webhook_events')).map((row) => row['notes']);

	it('offers the columns that are not ours, with their types', async () => {
		const columns = await listOwnColumns(database.db);
		const places = columns.map(({ table, column }) => `${table}.${column}`);
		expect(places).toEqual([
			...[
				'native_language',
				'age',
				'level',
				'born',
				'seen_at',
				'wants_news',
				'motto',
				'raw',
				'code',
			].map((column) => `leads.${column}`),
			'bookings.goal',
			'bookings.Höhe über',
		]);
		expect(columns[2]?.type).toBe("enum('A1','B2')");
	});

	it.each([
		'leads.email',
		'leads.id',
		'bookings.status',
		'leads.twice',
		'leads.deleted_at',
		'leads.nope',
	])('does not take %s', async (place) => {
		await expect(checkAnswerColumns(database.db, [to('x', place)])).rejects.toMatchObject({
			code: 'input',
			message: `"Answers to Columns" names ${place}, which is not a column of your own.`,
		});
	});

	it('finds a column that was added a moment ago', async () => {
		await checkAnswerColumns(database.db, [to('x', 'leads.age')]);
		await database.query('ALTER TABLE leads ADD brand_new INT NULL');
		await checkAnswerColumns(database.db, [to('x', 'leads.BRAND_NEW')]);
		await database.query('ALTER TABLE leads DROP brand_new');
	});

	it.each<[string, unknown, unknown]>([
		['native_language', 'Türkçe', 'Türkçe'],
		['native_language', ['Turkish', '', 'Kurd'], 'Turkish, Ku…'],
		['native_language', true, 'Yes'],
		['native_language', 7, '7'],
		['native_language', { value: 'Other', optionValue: 'X' }, 'Other: X'],
		['age', '31', 31],
		['age', 31, 31],
		['age', true, 1],
		['age', 300, null],
		['age', 'thirty', null],
		['level', 'B2', 'B2'],
		['level', 'C1', null],
		['born', '1995-02-28', '1995-02-28'],
		['born', '1995-02-31', null],
		['seen_at', '2026-11-25T10:00:00+01:00', '2026-11-25 09:00:00'],
		['wants_news', false, 0],
		['wants_news', true, 1],
		['raw', ['a', 1], '["a",1]'],
		['native_language', "'; DROP TABLE leads; -- ", "'; DROP TAB…"],
	])('writes to %s: %j', async (column, answer, expected) => {
		await save(booked('A', 0, { q: answer }), to('q', `leads.${column}`));
		const [row] = await database.query(
			`SELECT REPLACE(CAST(\`${column}\` AS CHAR), '", ', '",') AS value FROM leads`,
		);
		expect(row?.['value'] ?? null).toBe(expected === null ? null : String(expected));
	});

	it('keeps the booking, and a note, if the column does not take the answer', async () => {
		const event = booked('A', 0, { age: 'thirty', lang: 'Turkish' });
		await database.query(
			`INSERT INTO webhook_events (provider, event_type, dedupe_key, payload) VALUES ('cal.com', 'BOOKING_CREATED', ?, '{}')`,
			[event.event.key],
		);
		await save(event, to('age', 'leads.age'), to('lang', 'leads.native_language'));
		expect(await lead()).toMatchObject({ age: null, native_language: 'Turkish', email });
		expect(await notes()).toEqual([
			'leads.age was left out, because the column does not take the answer.',
		]);
	});

	it('does not take a value that another row has in a unique column', async () => {
		await database.query("INSERT INTO leads (email, code) VALUES ('other@kunde.example', 'X')");
		await save(booked('A', 0, { code: 'X' }), to('code', 'leads.code'));
		expect(await database.query('SELECT code FROM leads ORDER BY id')).toEqual([
			{ code: 'X' },
			{ code: null },
		]);
	});

	const columns = [to('lang', 'leads.native_language'), to('goal', 'bookings.goal')];

	it('ends with the newest answer in every order, and an empty one erases nothing', async () => {
		const news = [
			booked('A', 0, { lang: 'first', goal: 'first' }),
			moved('A', 'B', 10, { lang: 'second', goal: 'second' }),
			moved('B', 'C', 20, { lang: '', goal: [] }),
			read(variant('booking_cancelled', at(30), { uid: 'C', ...answered({ lang: ' ' }) })),
		];
		for (const order of permutations(news)) {
			await emptyTables(database.query);
			await database.query('DELETE FROM mtl_answers');
			for (const event of [...order, ...order.slice(0, 1)]) await save(event, ...columns);
			expect([await lead(), await goals()]).toMatchObject([
				{ native_language: 'second' },
				['second'],
			]);
		}
	});

	it('keeps what a person typed until a newer answer comes', async () => {
		const first = booked('A', 0, { lang: 'first' });
		await save(first, ...columns);
		await database.query("UPDATE leads SET native_language = 'typed'");
		await save(first, ...columns);
		expect(await lead()).toMatchObject({ native_language: 'typed' });
		await save(moved('A', 'B', 10, { lang: 'newer' }), ...columns);
		expect(await lead()).toMatchObject({ native_language: 'newer' });
	});

	it('of several questions for one column, the first answered counts', async () => {
		const two = [to('old-lang', 'leads.native_language'), to('lang', 'leads.native_language')];
		await save(booked('A', 0, { 'old-lang': '', lang: 'Turkish' }), ...two);
		expect(await lead()).toMatchObject({ native_language: 'Turkish' });
	});

	it('moves no time of the row, and nothing of other people', async () => {
		await database.query(
			'ALTER TABLE bookings MODIFY scheduled_at TIMESTAMP(3) NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP(3)',
		);
		const other = read(
			variant('booking_created.basic', at(1), {
				uid: 'O',
				attendees: [{ name: 'Ada', email: 'ada@kunde.example', timeZone: 'UTC' }],
				responses: { email: { value: 'ada@kunde.example' } },
			}),
		);
		await save(other, ...columns);
		await save(booked('A', 0, { lang: 'Turkish', goal: 'exam' }), ...columns);
		const rows = await database.query('SELECT goal, scheduled_at FROM bookings ORDER BY id');
		expect(rows).toEqual([
			{ goal: null, scheduled_at: expect.any(Date) },
			{ goal: 'exam', scheduled_at: new Date(booked('A', 0, {}).booking?.startsAt ?? '') },
		]);
		await database.query('ALTER TABLE bookings MODIFY scheduled_at DATETIME(3) NULL');
	});

	it('erasing a person empties their columns, and a later delivery does not fill them', async () => {
		const event = booked('A', 0, {
			lang: 'Turkish',
			goal: 'exam',
			news: true,
			motto: 'carpe diem',
		});
		const all = [...columns, to('news', 'leads.wants_news'), to('motto', 'leads.motto')];
		await save(event, ...all);
		await eraseLead(database.db, email);
		await save(moved('A', 'B', 10, { lang: 'again', goal: 'again' }), ...all);
		expect(await lead()).toMatchObject({ native_language: null, wants_news: 0, motto: '' });
		expect(await goals()).toEqual([null]);
		expect(await database.query('SELECT * FROM mtl_answers')).toEqual([]);
	});

	it('of two events of one person at the same time, the newer answer stays', async () => {
		for (let round = 0; round < 5; round++) {
			await emptyTables(database.query);
			await database.query('DELETE FROM mtl_answers');
			const all = [0, 1, 2, 3, 4, 5].map((n) => booked(`U${n}`, n, { lang: `answer ${n}` }));
			await Promise.all(all.map(async (event) => await save(event, ...columns)));
			expect(await lead()).toMatchObject({ native_language: 'answer 5' });
		}
	});
});
