import { randomInt } from 'node:crypto';

import { checkDatabase } from '../../nodes/core/db/migration/check';
import { readReports } from '../../nodes/core/services/desk/reports';
import { migrateDatabase } from '../../nodes/core/services/migrateDatabase';
import { eraseLead } from '../../nodes/core/erasure/eraseLead';
import { csvOf } from '../../nodes/MtlDesk/reports/csv';
import { reportsPage } from '../../nodes/MtlDesk/pages/reports';
import { reportTables } from '../../nodes/MtlDesk/reports/tables';
import { textsIn } from '../../nodes/MtlDesk/texts';
import type { View } from '../../nodes/MtlDesk/view';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import {
	dayAt,
	mondayOf,
	type Recounted,
	recount,
	teachers,
	yearOfDeliveries,
} from '../support/schoolYear';
import { deliver } from './deliver';
import { statementsIn } from './mend';

type Row = Record<string, unknown>;

const zone = 'Europe/Amsterdam';
const now = new Date('2026-11-26T12:00:00Z');
const fates = [
	'held',
	'no_show',
	'cancelled_by_guest',
	'cancelled_by_host',
	'not_held',
	'cancelled_unknown',
	'still_open',
] as const;
const deliveries = yearOfDeliveries(110);
const expected = recount(deliveries);
const sourceOf = (email: string) => (/[02468]@/.test(email) ? 'newsletter' : 'website_direct');
const weekOf = ({ startsAt }: Recounted) => mondayOf(dayAt(startsAt, zone));
const text = (value: unknown) =>
	value instanceof Date ? value.toISOString().slice(0, 10) : value === null ? '' : String(value);

/** The numbers of a group, counted here. */
function countsOf(bookings: readonly Recounted[]): Row {
	const count = (fate: string) => bookings.filter((one) => one.fate === fate).length;
	const [held, missed] = [count('held'), count('no_show')];
	const ahead = bookings.map(
		({ startsAt, bookedAt }) =>
			(Date.parse(dayAt(startsAt, zone)) - Date.parse(dayAt(bookedAt, zone))) / 86_400_000,
	);
	return {
		booked: bookings.length,
		...Object.fromEntries(fates.map((fate) => [fate, count(fate)])),
		no_show_rate: held + missed < 5 ? null : missed / (held + missed),
		days_ahead: ahead.reduce((sum, one) => sum + one, 0) / ahead.length,
	};
}

function grouped(keyOf: (one: Recounted) => string): Map<string, Recounted[]> {
	const groups = new Map<string, Recounted[]>();
	for (const one of expected) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
	return groups;
}

/** Decimals as the views round them. */
function expectCounts(row: Row, counts: Row): void {
	for (const [name, wanted] of Object.entries(counts)) {
		if (wanted === null) expect([name, row[name]]).toEqual([name, null]);
		else if (name === 'days_ahead') expect(Number(row[name])).toBeCloseTo(Number(wanted), 0.9);
		else expect(Number(row[name])).toBeCloseTo(Number(wanted), 3);
	}
}

/** Counts the first bookings of a cohort, and those with a held booking in 28 days. */
function cohorts(): Map<string, [people: number, converted: number]> {
	const all = new Map<string, [number, number]>();
	for (const email of new Set(expected.map((one) => one.email))) {
		const own = expected.filter((one) => one.email === email);
		const first = own.map(({ bookedAt }) => dayAt(bookedAt, zone)).sort()[0] ?? '';
		const end = new Date(Date.parse(first) + 28 * 86_400_000).toISOString().slice(0, 10);
		const isConverted = own.some(
			({ fate, startsAt }) => fate === 'held' && dayAt(startsAt, zone) <= end,
		);
		const [people, converted] = all.get(mondayOf(first)) ?? [0, 0];
		all.set(mondayOf(first), [people + 1, converted + Number(isConverted)]);
	}
	return all;
}

function shuffled<T>(all: readonly T[]): T[] {
	const rest = [...all];
	return all.map(() => rest.splice(randomInt(rest.length), 1)[0] as T);
}

onEachServer((server) => {
	let database: TestDatabase;
	const rows = async (sql: string) => await database.query(sql);
	const columns =
		'booked_at, booked_on, starts_on, cancelled_at, cancelled_by, external_booking_id AS uid';
	const count = async () =>
		Number((await rows('SELECT COUNT(*) AS n FROM report_bookings'))[0]?.['n']);
	const stored = async () => await rows(`SELECT ${columns} FROM bookings ORDER BY uid`);
	const view: View = {
		...{ texts: textsIn.en, timeZone: zone, path: '/webhooks/desk', calComUrl: '' },
		...{ token: '', userName: 'Anna', now },
	};

	beforeAll(async () => {
		database = await makeDatabase(server);
		for (const [index, email] of teachers.slice(0, 2).entries())
			await database.query('INSERT INTO users (id, name, email) VALUES (?, ?, ?)', [
				index + 1,
				email,
				email,
			]);
		const twice = shuffled(deliveries).slice(0, 40);
		for (const { body } of shuffled([...deliveries, ...twice])) await deliver(database.db, body);
		for (const email of new Set(expected.map((one) => one.email)))
			await database.query('UPDATE leads SET source_detail = ? WHERE email = ?', [
				sourceOf(email),
				email,
			]);
	}, 300_000);
	afterAll(async () => await database.drop());

	it('keeps for each booking when it was booked, its day, and who cancelled it when', async () => {
		const found = (
			await rows(`SELECT b.*, l.email FROM bookings b JOIN leads l ON l.id = b.lead_id`)
		)
			.map((row) => ({
				email: row['email'],
				bookedAt: (row['booked_at'] as Date).toISOString(),
				bookedOn: text(row['booked_on']),
				startsOn: text(row['starts_on']),
				cancelledAt: (row['cancelled_at'] as Date | null)?.toISOString() ?? null,
				cancelledBy: row['cancelled_by'],
			}))
			.sort(byContent);
		const wanted = expected
			.map(({ email, bookedAt, startsAt, cancelledAt, fate }) => ({
				...{ email, bookedAt, cancelledAt },
				bookedOn: dayAt(bookedAt, zone),
				startsOn: dayAt(startsAt, zone),
				cancelledBy:
					fate === 'cancelled_by_guest'
						? 'guest'
						: fate === 'cancelled_by_host' || fate === 'not_held'
							? 'host'
							: null,
			}))
			.sort(byContent);
		expect(found).toEqual(wanted);
	});

	it.each([
		['report_weeks', ['week'], (one: Recounted) => weekOf(one)],
		[
			'report_teachers',
			['week', 'teacher'],
			(one: Recounted) => `${weekOf(one)} ${one.teacher ?? ''}`,
		],
		['report_types', ['week', 'booking_type'], (one: Recounted) => `${weekOf(one)} ${one.type}`],
		[
			'report_sources',
			['week', 'source'],
			(one: Recounted) => `${weekOf(one)} ${sourceOf(one.email)}`,
		],
	] as const)('counts in %s what the deliveries tell', async (name, keys, keyOf) => {
		const found = await rows(`SELECT * FROM ${name}`);
		const groups = grouped(keyOf);
		const keyIn = (row: Row) => keys.map((key) => text(row[key])).join(' ');
		expect(found.map(keyIn).sort()).toEqual([...groups.keys()].sort());
		for (const row of found) expectCounts(row, countsOf(groups.get(keyIn(row)) ?? []));
	});

	it('counts in report_conversion who had a check in 28 days, and marks unripe weeks', async () => {
		const found = await rows('SELECT * FROM report_conversion ORDER BY cohort_week');
		const counted = found.map((row) => [
			text(row['cohort_week']),
			[Number(row['people']), Number(row['converted'])],
		]);
		expect(counted).toEqual([...cohorts()].sort((a, b) => (a[0] < b[0] ? -1 : 1)));
		const today = new Date().toISOString().slice(0, 10);
		for (const row of found) {
			const ends = Date.parse(text(row['cohort_week'])) + 35 * 86_400_000;
			expect([text(row['cohort_week']), Boolean(row['ripe'])]).toEqual([
				text(row['cohort_week']),
				ends <= Date.parse(today),
			]);
		}
	});

	it('lists in report_no_shows who did not come and has no later booking', async () => {
		const isCancelled = ({ fate }: Recounted) => /cancelled|not_held/.test(fate);
		const wanted = expected.filter(
			(one) =>
				one.fate === 'no_show' &&
				!expected.some(
					(other) =>
						other.email === one.email && other.startsAt > one.startsAt && !isCancelled(other),
				),
		);
		const found = await rows('SELECT email, scheduled_at FROM report_no_shows');
		const key = (email: unknown, at: unknown) => `${String(email)} ${String(at)}`;
		expect(wanted.length).toBeGreaterThan(5);
		expect(
			found.map((row) => key(row['email'], (row['scheduled_at'] as Date).toISOString())).sort(),
		).toEqual(wanted.map((one) => key(one.email, one.startsAt)).sort());
	});

	it('shows on the page and in the files the numbers of the views', async () => {
		const reports = await readReports(database.db, { weeks: 26, until: '2026-10-07' }, now);
		expect(reports.period).toEqual({ from: '2026-04-13', to: '2026-10-12' });
		const inPeriod = (one: Recounted) =>
			dayAt(one.startsAt, zone) >= '2026-04-13' && dayAt(one.startsAt, zone) < '2026-10-12';
		expectCounts(reports.total as never, countsOf(expected.filter(inPeriod)));
		expect(reports.weeks).toHaveLength(26);
		const ofViews = await rows(
			"SELECT DATE_FORMAT(week, '%Y-%m-%d') AS name, w.* FROM report_weeks w WHERE week >= '2026-04-13' AND week < '2026-10-12'",
		);
		expect(ofViews.length).toBeGreaterThan(20);
		for (const row of ofViews) {
			const shown = reports.weeks.find(({ name }) => name === row['name']);
			expectCounts(shown as never, {
				booked: row['booked'],
				...Object.fromEntries(fates.map((fate) => [fate, row[fate]])),
				no_show_rate: row['no_show_rate'],
			});
		}
		const page = reportsPage(view, reports);
		for (const table of reportTables(view, reports)) {
			const [, part = ''] = page.split(`<h2>${table.title}</h2>`);
			const cells = [
				...part.slice(0, part.indexOf('</table>')).matchAll(/<t[dh][^>]*>([^]*?)<\/t[dh]>/g),
			]
				.map(([, cell = '']) => cell.replace(/<[^>]*>/g, '').trim())
				.slice(table.headings.length);
			const width = table.headings.length;
			expect([table.name, cells.length]).toEqual([table.name, table.rows.length * width]);
			table.rows.forEach((row, index) =>
				row.forEach((cell, column) => {
					if (typeof cell === 'number')
						expect(Number(cells[index * width + column]?.replace(',', ''))).toBe(cell);
				}),
			);
			const lines = csvOf(table, view.texts).trim().split('\r\n').slice(1);
			expect(lines).toHaveLength(table.rows.length);
		}
	});

	it('makes the columns of earlier versions from what is stored', async () => {
		const before = await stored();
		await rows(
			'UPDATE bookings SET booked_at = NULL, booked_on = NULL, starts_on = NULL, cancelled_at = NULL, cancelled_by = NULL',
		);
		await rows("UPDATE booking_history SET details = JSON_REMOVE(details, '$.change.cancelledBy')");
		await migrateDatabase(database.db);
		expect(await stored()).toEqual(before);
	}, 300_000);

	it('counts days in the time zone that the school sets, and sets them anew when it changes', async () => {
		const before = await stored();
		const lines: string[] = [];
		await migrateDatabase(database.db, (line) => lines.push(line), 'Pacific/Auckland');
		const days = async () =>
			(await rows('SELECT scheduled_at, starts_on FROM bookings')).map((row) => [
				(row['scheduled_at'] as Date).toISOString(),
				text(row['starts_on']),
			]);
		for (const [at = '', found] of await days()) expect(found).toBe(dayAt(at, 'Pacific/Auckland'));
		expect(lines.at(-1)).toMatch(/^Days of \d+ bookings set for Pacific\/Auckland$/);
		await migrateDatabase(database.db, () => {}, zone);
		expect(await stored()).toEqual(before);
		await expect(migrateDatabase(database.db, () => {}, 'Mars')).rejects.toMatchObject({
			code: 'input',
		});
	});

	it('keeps counting the bookings of erased people, and names them nowhere', async () => {
		const all = await count();
		const [{ email } = {}] = await rows('SELECT email FROM report_no_shows');
		await eraseLead(database.db, String(email));
		expect(await count()).toBe(all);
		const named = await rows('SELECT email FROM report_no_shows');
		expect(named.map((row) => row['email'])).not.toContain(email);
		expect(named.map((row) => row['email'])).not.toContain(null);
	});

	it('counts neither rows that are another booking nor softly deleted ones', async () => {
		const all = await count();
		await rows("UPDATE bookings SET cancelled_by = 'merged' ORDER BY id LIMIT 1");
		expect(await count()).toBe(all - 1);
		await rows('ALTER TABLE bookings ADD COLUMN deleted_at TIMESTAMP NULL');
		const { notes } = await checkDatabase(database.db);
		const statements = statementsIn(notes.filter((note) => note.startsWith('The view')));
		for (const statement of statements) await rows(statement);
		await rows('UPDATE bookings SET deleted_at = UTC_TIMESTAMP() ORDER BY id DESC LIMIT 2');
		expect(await count()).toBe(all - 3);
		const [{ booked } = {}] = await rows('SELECT SUM(booked) AS booked FROM report_weeks');
		expect(Number(booked)).toBe(all - 3);
	});
});

function byContent(a: object, b: object): number {
	return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
