import type { Connection } from 'mysql2/promise';
import { createConnection } from 'mysql2/promise';

export type Kind = 'MariaDB' | 'MySQL';

/** A server that a test may set up as it likes, with the tables of `faultTables`. */
export interface Stage {
	root: Connection;
	/** The root's URL with the database. */
	url: string;
	/** The URL of a user `joe`, who is made anew with these options. */
	joe(options?: string): Promise<string>;
}

/** Makes a server say one error, and returns it. */
export interface Provocation {
	number: number;
	on: readonly Kind[];
	/** What names the error gives: they must be in the sentence. */
	names?: readonly string[];
	provoke(stage: Stage): Promise<unknown>;
}

export const faultTables = [
	"SET sql_mode = 'STRICT_ALL_TABLES', time_zone = '+00:00'",
	`CREATE TABLE sink (id INT AUTO_INCREMENT PRIMARY KEY, short VARCHAR(3), latin VARCHAR(9) CHARACTER SET latin1,
		amount INT, kind ENUM('a'), tiny TINYINT, stamp TIMESTAMP NULL, must INT NOT NULL DEFAULT 1, once INT, above INT,
		json JSON, UNIQUE KEY only_once (once), CONSTRAINT above_zero CHECK (above > 0))`,
	'CREATE TABLE needy (given INT, needed INT NOT NULL)',
	'CREATE TABLE parent (id INT PRIMARY KEY)',
	'CREATE TABLE child (id INT, CONSTRAINT of_parent FOREIGN KEY (id) REFERENCES parent (id))',
	'INSERT INTO parent VALUES (1), (2)',
	'INSERT INTO child VALUES (1)',
	'CREATE TABLE guarded (a INT)',
	"CREATE TRIGGER guard BEFORE INSERT ON guarded FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'",
	'CREATE TABLE looped (a INT)',
	'CREATE TRIGGER looping BEFORE INSERT ON looped FOR EACH ROW UPDATE looped SET a = 2',
	'CREATE TABLE full_ids (id TINYINT AUTO_INCREMENT PRIMARY KEY)',
	'INSERT INTO full_ids VALUES (127)',
	'CREATE TABLE parts (a INT) PARTITION BY RANGE (a) (PARTITION low VALUES LESS THAN (5))',
	'CREATE TABLE gone (a INT)',
	'CREATE VIEW broken AS SELECT a FROM gone',
	'DROP TABLE gone',
	"CREATE DEFINER = 'nobody'@'localhost' VIEW orphan AS SELECT id FROM sink",
	'SET SESSION max_heap_table_size = 16384',
	'CREATE TABLE memory_only (a CHAR(255)) ENGINE = MEMORY',
];

const both = ['MariaDB', 'MySQL'] as const;

const errorOf = async (work: Promise<unknown>): Promise<unknown> =>
	await work.then(
		() => null,
		(error: unknown) => error,
	);

/** The error of a statement of root's. */
const statement =
	(sql: string) =>
	async ({ root }: Stage) =>
		await errorOf(root.query(sql));

/** The error of connecting to a URL, or of a first statement there. */
async function connecting(url: string, sql = 'SELECT 1'): Promise<unknown> {
	let connection: Connection | undefined;
	try {
		connection = await createConnection({ uri: url });
		await connection.query(sql);
		return null;
	} catch (error) {
		return error;
	} finally {
		connection?.destroy();
	}
}

/** The error of connecting as a user with these options. */
const account = (options: string) => async (stage: Stage) =>
	await connecting(await stage.joe(options));

/** The error while a global setting has another value. */
const whileSet =
	(set: string, unset: string, provoke: (stage: Stage) => Promise<unknown>) =>
	async (stage: Stage) => {
		await stage.root.query(`SET GLOBAL ${set}`);
		const error = await provoke(stage);
		await stage.root.query(`SET GLOBAL ${unset}`);
		return error;
	};

const wrongPassword = (url: string) => url.replace('joe:pw', 'joe:wrong');

async function deadlock({ root, url }: Stage): Promise<unknown> {
	const other = await createConnection({ uri: url });
	await root.query('CREATE TABLE pair (id INT PRIMARY KEY, n INT)');
	await root.query('INSERT INTO pair VALUES (1, 0), (2, 0)');
	for (const [connection, id] of [[root, 1] as const, [other, 2] as const]) {
		await connection.query('START TRANSACTION');
		await connection.query(`UPDATE pair SET n = 1 WHERE id = ${id}`);
	}
	const errors = await Promise.all([
		errorOf(root.query('UPDATE pair SET n = 2 WHERE id = 2')).then(async (error) => {
			await root.query('ROLLBACK');
			return error;
		}),
		errorOf(other.query('UPDATE pair SET n = 2 WHERE id = 1')).then(async (error) => {
			await other.query('ROLLBACK');
			return error;
		}),
	]);
	other.destroy();
	return errors.find((error) => error !== null);
}

async function locked({ root, url }: Stage): Promise<unknown> {
	const other = await createConnection({ uri: url });
	await root.query('LOCK TABLES sink WRITE');
	await other.query('SET SESSION lock_wait_timeout = 1');
	const error = await errorOf(other.query('SELECT COUNT(*) FROM sink'));
	await root.query('UNLOCK TABLES');
	other.destroy();
	return error;
}

/** The error of a statement that another connection ends. */
async function interrupted({ root, url }: Stage): Promise<unknown> {
	const other = await createConnection({ uri: url });
	const lock = 'SELECT id FROM parent WHERE id = 2 FOR UPDATE';
	await root.query('START TRANSACTION');
	await root.query(lock);
	const running = errorOf(other.query(lock));
	for (let isRunning = false; !isRunning; ) {
		const [rows] = await root.query(
			`SELECT 1 FROM information_schema.PROCESSLIST WHERE ID = ${other.threadId} AND INFO LIKE '%FOR UPDATE'`,
		);
		isRunning = (rows as unknown[]).length > 0;
	}
	await root.query(`KILL QUERY ${other.threadId}`);
	const error = await running;
	await root.query('ROLLBACK');
	other.destroy();
	return error;
}

async function tooManyConnections({ root, url }: Stage): Promise<unknown> {
	await root.query('SET GLOBAL max_connections = 10');
	const taken: Connection[] = [];
	let error: unknown = null;
	while (error === null) {
		await createConnection({ uri: url }).then(
			(connection) => taken.push(connection),
			(refused: unknown) => (error = refused),
		);
	}
	for (const connection of taken) connection.destroy();
	await root.query('SET GLOBAL max_connections = 151');
	return error;
}

async function blockedAccount(stage: Stage, options = ''): Promise<unknown> {
	const url = await stage.joe(options);
	await connecting(wrongPassword(url));
	return await connecting(url);
}

async function oneConnectionOnly(stage: Stage): Promise<unknown> {
	const url = await stage.joe('WITH MAX_USER_CONNECTIONS 1');
	const first = await createConnection({ uri: url });
	const error = await connecting(url);
	first.destroy();
	return error;
}

export const provocations: readonly Provocation[] = [
	{
		number: 1045,
		on: both,
		provoke: async (stage) => await connecting(wrongPassword(await stage.joe())),
	},
	{
		number: 1044,
		on: both,
		provoke: async (stage) => await connecting((await stage.joe()).replace(/\/\w+$/, '/mysql')),
	},
	{
		number: 1049,
		on: both,
		provoke: async ({ url }) => await connecting(url.replace(/\/\w+$/, '/nowhere')),
	},
	{ number: 1226, on: both, provoke: oneConnectionOnly },
	{ number: 1820, on: ['MariaDB'], provoke: account('PASSWORD EXPIRE') },
	{ number: 1862, on: ['MySQL'], provoke: account('PASSWORD EXPIRE') },
	{ number: 4151, on: ['MariaDB'], provoke: account('ACCOUNT LOCK') },
	{ number: 3118, on: ['MySQL'], provoke: account('ACCOUNT LOCK') },
	{
		number: 3955,
		on: ['MySQL'],
		provoke: async (stage) =>
			await blockedAccount(stage, 'FAILED_LOGIN_ATTEMPTS 1 PASSWORD_LOCK_TIME 1'),
	},
	{
		number: 4150,
		on: ['MariaDB'],
		provoke: whileSet('max_password_errors = 1', 'max_password_errors = DEFAULT', blockedAccount),
	},
	{
		// MariaDB 10.11 answers 1045.
		number: 3159,
		on: ['MySQL'],
		provoke: async (stage) => {
			const url = await stage.joe();
			await stage.root.query('SET GLOBAL require_secure_transport = ON');
			const error = await connecting(url);
			await stage.root.query('SET GLOBAL require_secure_transport = OFF');
			return error;
		},
	},
	{
		number: 3032,
		on: ['MySQL'],
		provoke: whileSet('offline_mode = ON', 'offline_mode = OFF', account('')),
	},
	{ number: 1040, on: both, provoke: tooManyConnections },
	{
		number: 1290,
		on: both,
		provoke: async (stage) => {
			const url = await stage.joe();
			await stage.root.query('SET GLOBAL read_only = ON');
			const error = await connecting(url, 'INSERT INTO sink (short) VALUES (1)');
			await stage.root.query('SET GLOBAL read_only = OFF');
			return error;
		},
	},
	{
		number: 1792,
		on: both,
		provoke: async ({ root }) => {
			await root.query('SET SESSION TRANSACTION READ ONLY');
			const error = await errorOf(root.query('INSERT INTO sink (short) VALUES (1)'));
			await root.query('SET SESSION TRANSACTION READ WRITE');
			return error;
		},
	},
	{
		number: 1665,
		on: ['MySQL'],
		provoke: async ({ url }) => {
			const other = await createConnection({ uri: url });
			await other.query("SET SESSION binlog_format = 'STATEMENT'");
			await other.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
			const error = await errorOf(other.query('INSERT INTO sink (short) VALUES (1)'));
			other.destroy();
			return error;
		},
	},
	{
		number: 1114,
		on: both,
		provoke: async ({ root }) => {
			let error: unknown = null;
			while (error === null) {
				const more = "INSERT INTO memory_only VALUES ('a'), ('a'), ('a'), ('a'), ('a'), ('a')";
				error = await errorOf(root.query(more));
			}
			return error;
		},
	},
	{ number: 1205, on: both, provoke: locked },
	{ number: 1213, on: both, provoke: deadlock },
	{ number: 1317, on: both, provoke: interrupted },
	{
		number: 1969,
		on: ['MariaDB'],
		provoke: statement('SET STATEMENT max_statement_time = 0.05 FOR SELECT SLEEP(2)'),
	},
	{
		number: 1142,
		on: both,
		names: ['CREATE', 'fresh'],
		provoke: async (stage) =>
			await connecting(await stage.joe('-- SELECT'), 'CREATE TABLE fresh (a INT)'),
	},
	{
		number: 1143,
		on: both,
		names: ['SELECT', 'sink'],
		provoke: async (stage) =>
			await connecting(await stage.joe('-- SELECT (id) sink'), 'SELECT short FROM sink'),
	},
	{ number: 1146, on: both, names: ['gone'], provoke: statement('INSERT INTO gone VALUES (1)') },
	{
		number: 1054,
		on: both,
		names: ['sink.lacking'],
		provoke: statement('INSERT INTO sink (lacking) VALUES (1)'),
	},
	{ number: 1356, on: both, provoke: statement('SELECT * FROM broken') },
	{ number: 1449, on: both, provoke: statement('SELECT * FROM orphan') },
	{
		number: 1406,
		on: both,
		names: ['sink.short'],
		provoke: statement("INSERT INTO sink (short) VALUES ('secret')"),
	},
	{
		number: 1366,
		on: both,
		names: ['sink.latin'],
		provoke: statement("INSERT INTO sink (latin) VALUES ('課')"),
	},
	{
		number: 1366,
		on: both,
		names: ['sink.amount'],
		provoke: statement("INSERT INTO sink (amount) VALUES ('secret')"),
	},
	{
		number: 1265,
		on: both,
		names: ['sink.kind'],
		provoke: statement("INSERT INTO sink (kind) VALUES ('secret')"),
	},
	{
		number: 1264,
		on: both,
		names: ['sink.tiny'],
		provoke: statement('INSERT INTO sink (tiny) VALUES (4711)'),
	},
	{
		number: 167,
		on: ['MariaDB'],
		names: ['full_ids.id'],
		provoke: statement('INSERT INTO full_ids VALUES (NULL)'),
	},
	{
		number: 1292,
		on: both,
		names: ['sink.stamp'],
		provoke: statement("INSERT INTO sink (stamp) VALUES ('9999-12-31')"),
	},
	{
		number: 1048,
		on: both,
		names: ['sink.must'],
		provoke: statement('INSERT INTO sink (must) VALUES (NULL)'),
	},
	{
		number: 1364,
		on: both,
		names: ['needy.needed'],
		provoke: statement('INSERT INTO needy (given) VALUES (1)'),
	},
	{
		number: 1062,
		on: both,
		names: ['sink', 'only_once'],
		provoke: statement('INSERT INTO sink (once) VALUES (4711), (4711)'),
	},
	{
		number: 1452,
		on: both,
		names: ['child', 'of_parent'],
		provoke: statement('INSERT INTO child VALUES (4711)'),
	},
	{
		number: 1451,
		on: both,
		names: ['child', 'of_parent'],
		provoke: statement('DELETE FROM parent WHERE id = 1'),
	},
	{
		number: 3819,
		on: ['MySQL'],
		names: ['sink', 'above_zero'],
		provoke: statement('INSERT INTO sink (above) VALUES (-4711)'),
	},
	{
		number: 4025,
		on: ['MariaDB'],
		names: ['sink', 'above_zero'],
		provoke: statement('INSERT INTO sink (above) VALUES (-4711)'),
	},
	{
		number: 3140,
		on: ['MySQL'],
		names: ['sink.json'],
		provoke: statement("INSERT INTO sink (json) VALUES ('secret')"),
	},
	{
		number: 1644,
		on: both,
		names: ['guarded'],
		provoke: statement('INSERT INTO guarded VALUES (1)'),
	},
	{
		number: 1442,
		on: both,
		names: ['looped'],
		provoke: statement('INSERT INTO looped VALUES (1)'),
	},
	{
		number: 1526,
		on: both,
		names: ['parts'],
		provoke: statement('INSERT INTO parts VALUES (4711)'),
	},
];
