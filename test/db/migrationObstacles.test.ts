import { checkDatabase } from '../../nodes/core/db/migration/check';
import { describeDatabase } from '../../nodes/core/db/migration/describe';
import { migrate } from '../../nodes/core/db/migration/migrate';
import { MtlError } from '../../nodes/core/domain/errors';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { laravelRows, laravelTables } from './laravelTables';

const obstacles: Array<[string, string[], string[]]> = [
	[
		'two leads with one e-mail',
		["UPDATE leads SET email = 'mara.oeztuerk@kunde.example' WHERE id IN (12, 13)"],
		['leads: the rows with the ids 11, 12, 13 have the same email; it must be unique.'],
	],
	[
		'two bookings with one uid',
		["UPDATE bookings SET external_booking_id = 'untouched' WHERE id IN (21, 22)"],
		[
			'bookings: the rows with the ids 21, 22 have the same external_booking_id; it must be unique.',
		],
	],
	[
		'a status that knows no no-shows',
		[
			"ALTER TABLE bookings MODIFY status ENUM('draft', 'scheduled', 'completed') NOT NULL DEFAULT 'draft'",
		],
		["bookings.status is an ENUM without 'cancelled', 'no_show': add them."],
	],
	[
		'booking types and inbox statuses that lack ours',
		[
			"UPDATE bookings SET booking_type = 'level_check'",
			"ALTER TABLE bookings MODIFY booking_type ENUM('level_check') NULL",
			"ALTER TABLE webhook_events MODIFY status ENUM('pending', 'processed', 'failed') NOT NULL DEFAULT 'pending'",
		],
		[
			"bookings.booking_type is an ENUM without 'consultation', 'trial_class': add them.",
			"webhook_events.status is an ENUM without 'received', 'processing', 'quarantined', 'ignored': add them.",
		],
	],
	[
		'a column without a value',
		[
			'ALTER TABLE leads ADD COLUMN owner INT NOT NULL',
			'ALTER TABLE leads ALTER COLUMN owner DROP DEFAULT',
		],
		['leads.owner needs a default value or must allow NULL, because its value is unknown.'],
	],
	[
		'a phone that must be there',
		[
			"UPDATE leads SET phone = '-'",
			"ALTER TABLE leads MODIFY phone VARCHAR(50) NOT NULL DEFAULT ''",
		],
		['leads.phone must allow NULL, because Cal.com does not always send it.'],
	],
	[
		'a unique index on the uid alone',
		['CREATE UNIQUE INDEX by_uid ON bookings (external_booking_id)'],
		[
			'bookings.external_booking_id has a unique index of its own (by_uid), but people in a group booking share its id. Run DROP INDEX by_uid ON bookings.',
		],
	],
];

onEachServer((server) => {
	let database: TestDatabase;
	const contents = async () => ({
		tables: [...(await describeDatabase(database.db))],
		rows: await Promise.all(
			['leads', 'bookings', 'activities', 'webhook_events'].map(
				async (table) => await database.query(`SELECT * FROM ${table}`),
			),
		),
	});
	const refusal = async () =>
		await migrate(database.db).catch((error: unknown) => error as MtlError);
	beforeEach(async () => {
		database = await makeDatabase(server, false);
		for (const statement of [...laravelTables, ...laravelRows]) await database.query(statement);
	});
	afterEach(async () => await database.drop());

	it.each(obstacles)(
		'stops at %s, says so, and changes nothing',
		async (_name, statements, sentences) => {
			for (const statement of statements) await database.query(statement);
			const before = await contents();
			expect(await refusal()).toMatchObject({
				code: 'schema',
				message: `Existing rows or columns prevent the migration:\n- ${sentences.join('\n- ')}`,
				hint: 'Fix these, then migrate again. Nothing was changed.',
			});
			expect(await contents()).toEqual(before);
			const { ready, problems, message } = await checkDatabase(database.db);
			expect(ready).toBe(false);
			expect(problems).toEqual(expect.arrayContaining(sentences));
			expect(message).not.toMatch(/@|Mara|7Kp2v/);
		},
	);

	it('lists all obstacles at once, without personal data', async () => {
		for (const [, statements] of obstacles.slice(0, 6))
			for (const one of statements) await database.query(one);
		const refused = await refusal();
		expect(refused).toBeInstanceOf(MtlError);
		const { message, hint } = refused as MtlError;
		for (const [, , sentences] of obstacles.slice(0, 2))
			for (const one of sentences) expect(message).toContain(one);
		expect(message.split('\n- ')).toHaveLength(1 + 7);
		expect(`${message} ${hint}`).not.toMatch(/@|Mara|untouched/);
	});
});
