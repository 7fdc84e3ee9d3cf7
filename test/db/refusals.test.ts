import { explain } from '../../nodes/core/db/errors';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';

/** A value that looks like a server message about another column. */
const misleading = "x' for column 'Planted' at row 1";

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await makeDatabase(server, false);
		await database.query(
			"CREATE TABLE refusing (id INT UNIQUE, short VARCHAR(3), amount INT, kind ENUM('a'), latin VARCHAR(99) CHARSET latin1)",
		);
		await database.query("SET SESSION sql_mode = 'STRICT_ALL_TABLES'");
	});
	afterAll(async () => await database.drop());

	it.each([
		['too long', 'short', misleading],
		['no number', 'amount', misleading],
		['none of a list', 'kind', misleading],
		['of another alphabet', 'latin', `課 ${misleading}`],
	])(
		'names the column of a value that is %s, and nothing of the value',
		async (_, column, value) => {
			const refused = database.query('INSERT INTO refusing (??) VALUES (?)', [column, value]);
			const { code, message } = explain(await refused.catch((error: unknown) => error));
			expect({ code, message }).toEqual({
				code: 'data',
				message: expect.stringMatching(
					new RegExp(`the column refusing\\.${column} [^']*\\(1\\d{3}\\)\\.$`, 'i'),
				),
			});
		},
	);
});
