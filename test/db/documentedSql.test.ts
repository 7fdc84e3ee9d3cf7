import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { guideSample } from '../support/guideBodies';
import { pages } from '../support/pages';
import { sqlBlocks } from '../support/sqlBlocks';
import { deliver } from './deliver';

const statements = pages.flatMap(({ text }) => sqlBlocks(text));
/** Accounts and databases belong to the server, not to the test's database. */
const ofTheServer = /^(CREATE|DROP|ALTER) (USER|DATABASE)|^(GRANT|REVOKE|FLUSH)/i;

test('SQL is found in Markdown: indented, several statements per block, without comments', () => {
	const markdown =
		"a\n```sql\nSELECT 1; -- one\n-- two\nSELECT ';'\n  FROM x;\n```\n1. b\n   ```sql\n   SELECT 3\n   ```\n```js\nno;\n```\n";
	expect(sqlBlocks(markdown)).toEqual(['SELECT 1', "SELECT ';'\n  FROM x", 'SELECT 3']);
});

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await makeDatabase(server);
		await deliver(database.db, guideSample);
	});
	afterAll(async () => await database.drop());

	const manual = pages.find(({ path }) => path === 'docs/data.md');
	it('has SQL in docs/data.md', () => {
		expect(!manual || sqlBlocks(manual.text).length > 0).toBe(true);
	});

	for (const sql of statements.filter((one) => !ofTheServer.test(one))) {
		it(`runs: ${sql.replace(/\s+/g, ' ')}`, async () => {
			const view = /^CREATE (?:OR REPLACE )?VIEW (\w+)/i.exec(sql)?.[1];
			if (view) await database.query(`DROP VIEW IF EXISTS ${view}`);
			await database.query(sql.replace(/\{\{[^}]*\}\}/g, '1'));
		});
	}
});
