import { onEachServer, type TestDatabase } from '../support/database';
import { deskPages } from '../support/deskPages';
import { planOf, scansIn, statementsOf } from '../support/statements';
import { few, makeLargeDatabase } from './largeDatabase';

const sizes = { events: 20_000, bookings: 20_000, leads: 13_000 };

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await makeLargeDatabase(server, sizes);
	}, 300_000);
	afterAll(async () => await database.drop());

	it('reads every page of the desk through indexes', async () => {
		const pages = await deskPages(database.db, 10_000);
		for (const [name, page] of Object.entries(pages)) {
			const sent = await statementsOf(database.url, async (db) => void (await page(db)));
			const selects = sent.filter((text) => /^\s*select/i.test(text));
			expect([name, selects.length > 0]).toEqual([name, true]);
			// A part of a name is looked for in the newest people only.
			for (const statement of selects.filter((text) => !/LIKE '%|offset/i.test(text)))
				expect([name, statement, await scans(statement)]).toEqual([name, statement, []]);
		}
	}, 300_000);

	it('tells a scan from an index', async () => {
		expect(await scans('SELECT COUNT(title) FROM bookings b')).toEqual(['b']);
	});

	const scans = async (statement: string) =>
		scansIn(await planOf(database.query, statement), few).map(({ table }) => table);
});
