import { findBooking } from '../../nodes/core/db/repositories/bookings';
import { findLead, listLeads } from '../../nodes/core/services/queries';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { guideBody } from '../support/guideBodies';
import { deliver, emptyTables } from './deliver';

const sqlText = `'); DROP TABLE leads; -- " \\' %_ \${x} {{ $json.x }} <b>`;
const texts: Array<[string, string]> = [
	['a name of 500 characters', 'x'.repeat(500)],
	['500 emoji', '👩‍🏫'.repeat(100)],
	['emoji', '🎓🇳🇱👨‍👩‍👧'],
	['Arabic, right to left', 'محمد ابن سينا'],
	['Persian, with its joiners', 'می\u200cخواهم'],
	['Hebrew with marks', 'שָׁלוֹם'],
	['an apostrophe', "O'Brien"],
	['SQL', sqlText],
	['a backslash at the end', 'Back\\'],
	['quotation marks', `"'\`´`],
	['wildcards', '100%_sure'],
	['Chinese beyond the basic plane', '𠮷野家'],
	['accents apart from their letters', 'Jose\u0301'],
];

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());

	it.each(texts)('stores %s unchanged in every field, and finds it again', async (_name, text) => {
		const last = text.replace(/\s+/gu, ' ');
		await deliver(
			database.db,
			guideBody({
				payload: { title: text, location: text, cancellationReason: text, status: 'CANCELLED' },
				responses: { name: `First ${text}`, notes: text, phone: text.slice(0, 90), own: text },
			}),
		);
		expect(await database.query('SELECT * FROM leads')).toMatchObject([
			{
				first_name: 'First',
				last_name: last,
				phone: text.slice(0, 90).trim(),
				activity_notes: `Booking notes: ${text}`,
			},
		]);
		expect(await database.query('SELECT * FROM bookings')).toMatchObject([
			{ title: text, location: text, cancellation_reason: text, status: 'cancelled' },
		]);
		const [line] = await database.query('SELECT body FROM activities');
		expect(line?.['body']).toContain(`Notes: ${text}`);
		expect(await listLeads(database.db, { text: last.slice(0, 100) }, 10)).toHaveLength(1);
		expect(await listLeads(database.db, { text: `${last.slice(0, 100)}!` }, 10)).toEqual([]);
	});

	it.each([
		["O'Brien+School@Example.COM", "o'brien+school@example.com"],
		[' MARA@KUNDE.EXAMPLE ', 'mara@kunde.example'],
		['jose\u0301@example.com', 'jos\u00e9@example.com'],
		['o"; drop table leads;--@example.com', null],
		['用户@例子.公司', '用户@例子.公司'],
	])('reads the address %j as %j', async (typed, email) => {
		const received = await deliver(database.db, guideBody({ responses: { email: typed } }));
		expect(received.start).toBe(email !== null);
		if (email === null) return;
		expect(await findLead(database.db, { email })).toMatchObject({ email });
		await deliver(
			database.db,
			guideBody({ body: { uid: 'again' }, responses: { email: email.toUpperCase() } }),
		);
		expect(await database.query('SELECT email FROM leads')).toEqual([{ email }]);
	});

	it.each([
		['é and e', 'jos\u00e9@example.com', 'jose@example.com'],
		['ё and е', 'алёна@example.com', 'алена@example.com'],
		['ß and ss', 'weiß@example.com', 'weiss@example.com'],
		['a tag', 'a+1@example.com', 'a@example.com'],
		['a dot', 'a.b@gmail.com', 'ab@gmail.com'],
	])('keeps two people separate whose addresses differ by %s', async (_name, one, other) => {
		await deliver(database.db, guideBody({ responses: { email: one } }));
		await deliver(database.db, guideBody({ body: { uid: 'other' }, responses: { email: other } }));
		expect(await database.query('SELECT DISTINCT lead_id FROM bookings')).toHaveLength(2);
	});

	it.each([
		["u'; DROP TABLE bookings;--".replaceAll(' ', ''), true],
		['Abc', true],
		['a b', false],
		['ü', false],
	])('accepts the uid %j: %s, and distinguishes case', async (uid, usable) => {
		const received = await deliver(database.db, guideBody({ body: { uid } }));
		expect(received.start).toBe(usable);
		if (!usable) return;
		expect(await findBooking(database.db, { uid })).toMatchObject({ external_booking_id: uid });
		expect(await findBooking(database.db, { uid: uid.toUpperCase() })).toBeUndefined();
	});
});
