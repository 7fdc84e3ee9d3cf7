import { checkDatabase } from '../../nodes/core/db/migration/check';
import { migrate } from '../../nodes/core/db/migration/migrate';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { statementsIn } from './mend';

onEachServer((server) => {
	let database: TestDatabase;
	let account: string;
	beforeEach(async () => {
		database = await makeDatabase(server);
		account = `'${new URL(database.url).pathname.slice(5)}'@'127.0.0.1'`;
	});
	afterEach(async () => {
		await database.query(`DROP USER IF EXISTS ${account}`);
		await database.drop();
	});
	/** Check names the view; then its statement and `migrate` mend it. */
	const expectMended = async (sentence: RegExp) => {
		const { problems } = await checkDatabase(database.db);
		expect(problems).toEqual([expect.stringMatching(sentence)]);
		await expect(migrate(database.db)).rejects.toThrow(problems[0]);
		for (const statement of statementsIn(problems)) await database.query(statement);
		await migrate(database.db);
		expect((await checkDatabase(database.db)).ready).toBe(true);
		expect(await database.query('SELECT attendee_name FROM upcoming_level_checks')).toEqual([]);
	};

	it('is made again where its account is gone', async () => {
		const name = new URL(database.url).pathname.slice(1);
		await database.query(`CREATE USER ${account} IDENTIFIED BY 'Very-secret-1'`);
		await database.query(`GRANT ALL ON ${name}.* TO ${account}`);
		const [{ definition } = {}] = await database.query(
			"SELECT VIEW_DEFINITION AS definition FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'upcoming_level_checks'",
		);
		await database.query(
			`CREATE OR REPLACE DEFINER = ${account} VIEW upcoming_level_checks AS ${String(definition)}`,
		);
		await database.query(`DROP USER ${account}`);
		await expectMended(
			/^The view upcoming_level_checks cannot be read, because the account that made it \(its definer\) is gone .* Run: CREATE OR REPLACE VIEW /,
		);
	});

	it('is made again where a column that it needs is gone, once the column is back', async () => {
		await database.query('ALTER TABLE users DROP COLUMN name');
		const { problems } = await checkDatabase(database.db);
		expect(problems).toEqual([
			expect.stringMatching(
				/^users has no column name, from which the package reads the teachers\./,
			),
			expect.stringMatching(/^The view upcoming_level_checks cannot be read/),
			expect.stringMatching(/^The view report_bookings cannot be read/),
		]);
		for (const statement of statementsIn(problems)) await database.query(statement);
		expect((await checkDatabase(database.db)).ready).toBe(true);
	});

	it('is noted where it was made before rows were deleted softly', async () => {
		await database.query('ALTER TABLE leads ADD COLUMN deleted_at TIMESTAMP NULL');
		const { ready, notes } = await checkDatabase(database.db);
		expect(ready).toBe(true);
		const found = notes.filter((one) => one.startsWith('The view'));
		expect(found).toEqual(
			['upcoming_level_checks', 'report_bookings', 'report_first_bookings'].map((name) =>
				expect.stringContaining(`The view ${name} also shows deleted rows of leads. Run: `),
			),
		);
		for (const statement of statementsIn(found)) await database.query(statement);
		expect((await checkDatabase(database.db)).notes.join()).not.toContain('The view');
	});
});
