import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { defaultEvents } from '../../nodes/core/calcom/events';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { acceptAll, delivery, emptyTables, work } from './deliver';
import { receiveDelivery } from '../../nodes/core/services/receiveDelivery';

type Row = Record<string, unknown>;

/** A case from public bug reports, see test/fixtures/field/README.md. */
interface FieldCase {
	title: string;
	sequence: Array<{ raw?: string; body?: unknown }>;
	expect: {
		leads?: Row[];
		leads_count?: number;
		bookings?: Row[];
		bookings_count?: number;
		bookings_never?: Row[];
		activities_subjects?: string[];
		activities_exact?: boolean;
		activities_never?: Row[];
	};
}

const folder = join(__dirname, '../fixtures/field');
const cases = readdirSync(folder)
	.filter((file) => file.endsWith('.json'))
	.map((file) => {
		const one = JSON.parse(readFileSync(join(folder, file), 'utf8')) as FieldCase;
		return [`${file.slice(0, 2)} ${one.title}`, one] as const;
	});

const settings = { ...acceptAll, events: defaultEvents };
const shown = (value: unknown) =>
	value instanceof Date ? value.toISOString().slice(0, 19).replace('T', ' ') : value;
const matches = (row: Row, expected: Row) =>
	Object.entries(expected).every(([column, value]) => shown(row[column]) === value);
const sorted = (texts: readonly unknown[]) => texts.map(String).sort();

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());

	const run = async (bodies: readonly string[]) => {
		await emptyTables(database.query);
		for (const raw of bodies) {
			const received = await receiveDelivery(
				async () => database.db,
				delivery(Buffer.from(raw)),
				settings,
			);
			if (received.start) await work(database.db, received.event);
		}
		return {
			leads: await database.query('SELECT * FROM leads'),
			bookings: await database.query(
				'SELECT b.*, l.email AS lead_email FROM bookings b LEFT JOIN leads l ON l.id = b.lead_id',
			),
			lines: await database.query(
				'SELECT a.*, l.email AS lead_email FROM activities a LEFT JOIN leads l ON l.id = a.lead_id',
			),
		};
	};
	const check = ({ expect: wanted }: FieldCase, found: Awaited<ReturnType<typeof run>>) => {
		const { leads, bookings, lines } = found;
		const missing = (rows: readonly Row[], all: readonly Row[] = []) =>
			all.filter((one) => !rows.some((row) => matches(row, one)));
		const subjects = lines.map(({ subject }) => subject);
		expect(missing(leads, wanted.leads)).toEqual([]);
		expect(missing(bookings, wanted.bookings)).toEqual([]);
		if (wanted.leads_count !== undefined) expect(leads).toHaveLength(wanted.leads_count);
		if (wanted.bookings_count !== undefined) expect(bookings).toHaveLength(wanted.bookings_count);
		for (const never of wanted.bookings_never ?? []) {
			expect(bookings.filter((row) => matches(row, never))).toEqual([]);
		}
		for (const never of wanted.activities_never ?? []) {
			expect(lines.filter((row) => matches(row, never))).toEqual([]);
		}
		expect(sorted(subjects)).toEqual(
			wanted.activities_exact
				? sorted(wanted.activities_subjects ?? [])
				: expect.arrayContaining(sorted(wanted.activities_subjects ?? [])),
		);
	};

	it.each(cases)('%s', async (_title, one) => {
		const bodies = one.sequence.map(({ raw, body }) => raw ?? JSON.stringify(body));
		check(one, await run(bodies));
	});

	// A fast clock shows only that the event existed by then.
	it.each(cases.filter(([title]) => !title.startsWith('18')))(
		'%s, in reverse',
		async (_title, one) => {
			const bodies = one.sequence.map(({ raw, body }) => raw ?? JSON.stringify(body));
			check(one, await run([...bodies].reverse()));
		},
	);

	it('01: both appointments of a link that was used twice have a row', async () => {
		const [, one] = cases.find(([title]) => title.startsWith('01')) as (typeof cases)[number];
		const bodies = one.sequence.map(({ raw, body }) => raw ?? JSON.stringify(body));
		const { bookings } = await run(bodies);
		expect(
			sorted(
				bookings.map((row) => `${String(row['status'])} ${String(shown(row['scheduled_at']))}`),
			),
		).toEqual(['cancelled 2026-12-10 09:00:00', 'scheduled 2026-12-15 14:00:00']);
	});
});
