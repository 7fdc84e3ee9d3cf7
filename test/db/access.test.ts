import { createServer, type AddressInfo } from 'node:net';

import { type Db, openDatabase } from '../../nodes/core/db/connection';
import { checkDatabase } from '../../nodes/core/db/migration/check';
import { migrate } from '../../nodes/core/db/migration/migrate';
import { schemaVersion } from '../../nodes/core/db/migration/schema';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import type { MtlError } from '../../nodes/core/domain/errors';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { variant } from '../support/events';
import { guideSample } from '../support/guideBodies';
import { deliver } from './deliver';

const password = 'Very-secret-1';

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

onEachServer((server) => {
	let database: TestDatabase;
	let user: string;
	const pools: Db[] = [];
	const open = (change: (url: URL) => void) => {
		const url = new URL(database.url);
		change(url);
		const db = openDatabase(settingsFromUrl(String(url)));
		pools.push(db);
		return db;
	};
	const asUser = () =>
		open((url) => {
			url.username = user;
			url.password = password;
		});
	const grant = async (...statements: string[]) => {
		for (const one of statements) await database.query(`GRANT ${one} TO '${user}'@'127.0.0.1'`);
	};
	const name = () => new URL(database.url).pathname.slice(1);
	beforeEach(async () => {
		database = await makeDatabase(server);
		user = name().slice(4);
		await database.query(`CREATE USER '${user}'@'127.0.0.1' IDENTIFIED BY '${password}'`);
	});
	afterEach(async () => {
		await Promise.all(pools.splice(0).map(async (db) => await db.destroy()));
		await database.query(`DROP USER '${user}'@'127.0.0.1'`);
		await database.drop();
	});

	it('names each missing privilege of the user, and writes nothing to find out', async () => {
		await grant(
			`SELECT ON ${name()}.*`,
			`INSERT, UPDATE ON ${name()}.leads`,
			`INSERT, UPDATE, DELETE ON ${name()}.bookings`,
		);
		const { ready, problems, message } = await checkDatabase(asUser());
		expect(ready).toBe(false);
		expect(problems.slice(0, 4)).toEqual([
			`The database user lacks the DELETE privilege on leads. Run: GRANT DELETE ON \`${name()}\`.leads TO '${user}'@'127.0.0.1';`,
			expect.stringContaining('lacks the INSERT privilege on activities.'),
			expect.stringContaining('lacks the UPDATE privilege on activities.'),
			expect.stringContaining('lacks the DELETE privilege on activities.'),
		]);
		expect(problems.join()).not.toContain('on bookings.');
		expect(message).toMatch(/\nAsk your database administrator to make these changes\.$/);
		expect(await database.query('SELECT * FROM webhook_events')).toEqual([]);
	});

	it('accepts SELECT, INSERT, UPDATE and DELETE, which are enough for a booking', async () => {
		await grant(`SELECT, INSERT, UPDATE, DELETE ON ${name()}.*`);
		expect(await checkDatabase(asUser())).toMatchObject({
			ready: true,
			problems: [],
			version: schemaVersion,
		});
		expect(await deliver(asUser(), guideSample)).toMatchObject({ start: true, unrecorded: null });
	});

	it('adds no manual edits for what a trigger changes that the user may not see', async () => {
		await database.query(
			'CREATE TRIGGER shorten BEFORE UPDATE ON bookings FOR EACH ROW SET NEW.title = LEFT(NEW.title, 10)',
		);
		await grant(`SELECT, INSERT, UPDATE, DELETE ON ${name()}.*`);
		const db = asUser();
		for (const fixture of ['booking_created.basic', 'booking_rescheduled', 'booking_cancelled'])
			await deliver(db, variant(fixture, ''));
		expect(await database.query("SELECT id FROM booking_history WHERE kind = 'by_hand'")).toEqual(
			[],
		);
	});

	it('says which privileges are missing for a migration, before the first change', async () => {
		await database.query('DROP TABLE booking_history, mtl_leases');
		await database.query('ALTER TABLE leads DROP COLUMN notes_stamp');
		await database.query('DROP VIEW upcoming_level_checks');
		await grant(`SELECT, INSERT, UPDATE, DELETE ON ${name()}.*`, `ALTER ON ${name()}.leads`);
		const sentence =
			'The database user may not change the tables: it lacks CREATE, INDEX, CREATE VIEW. An administrator can grant them. ' +
			`Run: GRANT CREATE, INDEX, CREATE VIEW ON \`${name()}\`.* TO '${user}'@'127.0.0.1';`;
		expect((await checkDatabase(asUser())).problems).toContain(sentence);
		const refused = await migrate(asUser()).catch((error: unknown) => error as MtlError);
		expect(refused).toMatchObject({
			code: 'schema',
			message: `The database must be changed before the migration:\n- ${sentence}`,
		});
		await grant(`CREATE, INDEX, CREATE VIEW ON ${name()}.*`);
		expect(await migrate(asUser())).toBeGreaterThan(0);
		await database.query(
			`REVOKE CREATE, INDEX, CREATE VIEW ON ${name()}.* FROM '${user}'@'127.0.0.1'`,
		);
		expect(await migrate(asUser())).toBe(0);
	});

	it.each([
		[
			'a server that is not there',
			'unreachable',
			/^The database does not answer \(ECONNREFUSED\)\.$/,
		],
		['a wrong password', 'unreachable', /^The database refuses the connection \(1045\)\.$/],
		[
			'a database that is not there',
			'unreachable',
			/^The database refuses the connection \((1044|1049)\)\.$/,
		],
	])('says what is wrong with %s, and no secret', async (which, code, sentence) => {
		const port = String(await freePort());
		const db = open((url) => {
			url.username = user;
			url.password = which === 'a wrong password' ? `${password}!` : password;
			if (which === 'a server that is not there') url.port = port;
			if (which === 'a database that is not there') url.pathname = '/mtl_nowhere';
		});
		for (const use of [checkDatabase, migrate]) {
			const error = await use(db).catch((refused: unknown) => refused as MtlError);
			expect(error).toMatchObject({
				name: 'MtlError',
				code,
				message: expect.stringMatching(sentence),
			});
			const { message, hint } = error as MtlError;
			expect(`${message} ${hint}`).not.toMatch(new RegExp(`${password}|${user}`));
		}
	});
});
