import { checkDatabase } from '../../nodes/core/db/migration/check';
import { describeDatabase } from '../../nodes/core/db/migration/describe';
import { migrate } from '../../nodes/core/db/migration/migrate';
import type { MtlError } from '../../nodes/core/domain/errors';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { laravelRows, laravelTables } from './laravelTables';
import { statementsIn } from './mend';

/** What was done to the tables of `laravelTables`, and what each check says about it. */
const obstacles: Array<[string, string[], RegExp[]]> = [
	[
		'two leads with one e-mail',
		["UPDATE leads SET email = 'mara.oeztuerk@kunde.example' WHERE id IN (12, 13)"],
		[/^leads: the rows with the ids 11, 12, 13 have the same email; it must be unique\./],
	],
	[
		'two bookings with one uid',
		["UPDATE bookings SET external_booking_id = 'untouched' WHERE id IN (21, 22)"],
		[
			/^bookings: the rows with the ids 21, 22 have the same external_booking_id; it must be unique\./,
		],
	],
	[
		'a status that knows no no-shows',
		[
			"ALTER TABLE bookings MODIFY status ENUM('draft', 'scheduled', 'completed') NOT NULL DEFAULT 'draft'",
		],
		[
			/^bookings\.status is an ENUM without 'cancelled', 'no_show': add them\. Run: ALTER TABLE bookings MODIFY status enum\('draft','scheduled','completed','cancelled','no_show'\) .* NOT NULL DEFAULT 'draft';$/,
		],
	],
	[
		'booking types, line types and inbox statuses that lack ours',
		[
			"UPDATE bookings SET booking_type = 'level_check'",
			"ALTER TABLE bookings MODIFY booking_type ENUM('level_check') NULL",
			"ALTER TABLE activities MODIFY type ENUM('call', 'mail') NOT NULL",
			"ALTER TABLE webhook_events MODIFY status ENUM('pending', 'processed', 'failed') NOT NULL DEFAULT 'pending'",
		],
		[
			/^bookings\.booking_type is an ENUM without 'consultation', 'trial_class': add them\./,
			/^activities\.type is an ENUM without 'level_check', 'consultation', 'trial_class', 'booking'/,
			/^webhook_events\.status is an ENUM without 'received', 'processing', 'quarantined', 'ignored'/,
		],
	],
	[
		'a status that is a number',
		['ALTER TABLE bookings DROP COLUMN status, ADD COLUMN status TINYINT NOT NULL DEFAULT 0'],
		[/^bookings\.status is tinyint.*, but the package writes a text there\. Run: ALTER TABLE/],
	],
	[
		'a CHECK that refuses our words',
		[
			"ALTER TABLE bookings ADD CONSTRAINT known CHECK (status IN ('scheduled', 'cancelled', 'completed', 'draft'))",
		],
		[
			/^bookings\.status has a CHECK \(known\) that refuses 'no_show'\..* DROP CONSTRAINT `known`;$/,
		],
	],
	[
		'booking types in a table of their own',
		[
			'CREATE TABLE booking_types (code VARCHAR(64) PRIMARY KEY)',
			"INSERT INTO booking_types VALUES ('level_check'), ('trial_class')",
			'ALTER TABLE bookings MODIFY booking_type VARCHAR(64) NULL, ADD FOREIGN KEY (booking_type) REFERENCES booking_types (code)',
		],
		[
			/^bookings\.booking_type is a foreign key to booking_types\.code, where 'consultation' are missing\. Run: INSERT INTO `booking_types` \(`code`\) VALUES \('consultation'\);$/,
		],
	],
	[
		'teachers in a table of their own',
		[
			'CREATE TABLE teachers (id INT UNSIGNED PRIMARY KEY)',
			'INSERT INTO teachers VALUES (5)',
			'ALTER TABLE bookings ADD CONSTRAINT taught_by FOREIGN KEY (assigned_teacher_id) REFERENCES teachers (id)',
		],
		[
			/^bookings\.assigned_teacher_id is a foreign key to teachers\.id, but the package writes ids of users\.id there\. .* DROP FOREIGN KEY `taught_by`;$/,
		],
	],
	[
		'a column without a value',
		[
			'ALTER TABLE leads ADD COLUMN owner INT NOT NULL',
			'ALTER TABLE leads ALTER COLUMN owner DROP DEFAULT',
		],
		[/^leads\.owner needs a default value or must allow NULL, because its value is unknown\./],
	],
	[
		'a phone that must be there',
		[
			"UPDATE leads SET phone = '-'",
			"ALTER TABLE leads MODIFY phone VARCHAR(50) NOT NULL DEFAULT ''",
		],
		[
			/^leads\.phone must allow NULL, because Cal\.com does not always send it\. .* NULL DEFAULT '';$/,
		],
	],
	[
		'unique keys of the app',
		[
			'CREATE UNIQUE INDEX by_uid ON bookings (external_booking_id)',
			'CREATE UNIQUE INDEX phone_unique ON leads (phone)',
			'CREATE UNIQUE INDEX email_start ON leads (email(20))',
			'CREATE UNIQUE INDEX provider_external ON webhook_events (provider, external_id)',
			'CREATE UNIQUE INDEX one_a_day ON bookings (lead_id, scheduled_at, status)',
		],
		[
			/^leads has a unique key of another application on email \(email_start\)/,
			/^leads has a unique key of another application on phone \(phone_unique\), but .* Run: DROP INDEX `phone_unique` ON leads;$/,
			/^bookings has a unique key .* on external_booking_id \(by_uid\), but people in a group booking share its id/,
			/^bookings has a unique key .* on lead_id, scheduled_at, status \(one_a_day\)/,
			/^webhook_events has a unique key .* on provider, external_id \(provider_external\), but a booking has many events\./,
		],
	],
	[
		'times that every update moves',
		[
			'ALTER TABLE bookings MODIFY scheduled_at TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP',
			"UPDATE leads SET created_at = '2025-11-01 08:00:00'",
			'ALTER TABLE leads MODIFY created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP',
		],
		[
			/^leads\.created_at changes at every update: remove ON UPDATE\. Run: .* NOT NULL DEFAULT current_timestamp(\(\))?;$/i,
			/^bookings\.scheduled_at changes at every update: remove ON UPDATE\./,
		],
	],
	[
		'ids that the database does not count',
		[
			'ALTER TABLE webhook_events MODIFY id CHAR(36) NOT NULL',
			'ALTER TABLE activities MODIFY id BIGINT UNSIGNED NOT NULL',
		],
		[
			/^activities\.id does not count automatically/,
			/^webhook_events\.id must be a whole number that the database counts; it is char\(36\)\./,
		],
	],
	[
		'ids that are too small or not unique',
		[
			'ALTER TABLE webhook_events MODIFY id TINYINT NOT NULL AUTO_INCREMENT',
			'ALTER TABLE activities DROP PRIMARY KEY, ADD INDEX (id)',
		],
		[/^activities has no primary key\./, /^webhook_events\.id is tinyint.*, which is too small/],
	],
	[
		'text columns in old character sets',
		[
			'ALTER TABLE webhook_events MODIFY external_id VARCHAR(191) CHARACTER SET latin1 NULL',
			'ALTER TABLE leads MODIFY last_name VARCHAR(255) CHARACTER SET utf8mb3 NOT NULL',
		],
		[
			/^leads\.last_name must allow NULL/,
			/^leads has text columns in utf8mb3, which cannot hold every name: last_name\. .* CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NULL/,
			/^webhook_events has text columns in latin1, .*: external_id\./,
		],
	],
	[
		'an inbox that is too short or no text',
		[
			'ALTER TABLE webhook_events DROP COLUMN payload, ADD COLUMN payload BLOB NULL',
			'ALTER TABLE bookings MODIFY webhook_payload TEXT NULL',
		],
		[
			/^bookings\.webhook_payload is too short \(text\)/,
			/^webhook_events\.payload is blob, but the package writes a text there\./,
		],
	],
	[
		'tables without transactions',
		['ALTER TABLE webhook_events ENGINE=MyISAM'],
		[
			/^webhook_events is a table of MyISAM, where a failed booking stays half-written\. Run: ALTER TABLE webhook_events ENGINE=InnoDB/,
		],
	],
	[
		'an old row format',
		['ALTER TABLE leads ROW_FORMAT=COMPACT'],
		[
			/^leads has ROW_FORMAT=COMPACT, where an index on email would be too long\. .* ROW_FORMAT=DYNAMIC;$/,
		],
	],
	[
		'rows that are nearly full',
		[
			`ALTER TABLE bookings ${[1, 2, 3, 4, 5, 6].map((at) => `ADD COLUMN remark_${at} VARCHAR(2000) NULL`).join(', ')}`,
		],
		[/^bookings would have rows of \d+ bytes, and the server allows 65535\. .* TEXT /],
	],
	[
		'names that are not ours',
		[
			'RENAME TABLE activities TO Activities',
			'ALTER TABLE users CHANGE name full_name VARCHAR(255)',
		],
		[
			/^The table Activities must be named activities, .* RENAME TABLE `Activities` TO activities;$/,
			/^users has no column name, from which the package reads the teachers\./,
		],
	],
	[
		'a column that the database computes',
		[
			"ALTER TABLE leads DROP COLUMN phone, ADD COLUMN phone VARCHAR(50) AS (CONCAT('+', reference))",
		],
		[
			/^leads\.phone is computed by the database, but the package writes it\. Run: ALTER TABLE leads DROP COLUMN `phone`;$/,
		],
	],
	[
		'tables without ids',
		[
			'ALTER TABLE webhook_events DROP COLUMN id',
			'ALTER TABLE activities CHANGE id number INT UNSIGNED NOT NULL',
		],
		[
			/^activities has no column id\. Run: ALTER TABLE activities DROP PRIMARY KEY, ADD UNIQUE KEY \(`number`\), ADD COLUMN id .* PRIMARY KEY FIRST;$/,
			/^webhook_events has no column id\. .* PRIMARY KEY FIRST;$/,
			/^activities\.number needs a default value/,
		],
	],
	[
		'an id of another name',
		['ALTER TABLE activities CHANGE id number INT UNSIGNED NOT NULL AUTO_INCREMENT'],
		[
			/^activities has no column id; it counts its rows in number\. .* CHANGE `number` id int.* unsigned NOT NULL AUTO_INCREMENT;$/,
		],
	],
	[
		'an id that is too small and pointed to',
		[
			'ALTER TABLE bookings DROP FOREIGN KEY bookings_ibfk_1',
			'ALTER TABLE activities DROP FOREIGN KEY activities_ibfk_1',
			'ALTER TABLE leads MODIFY id SMALLINT UNSIGNED AUTO_INCREMENT',
			'CREATE TABLE letters (lead_id SMALLINT UNSIGNED, FOREIGN KEY (lead_id) REFERENCES leads (id))',
		],
		[
			/^leads\.id is smallint.*, which is too small to count the rows\. Make it BIGINT UNSIGNED, together with the foreign keys to it: letters\.lead_id\.$/,
		],
	],
	[
		'an id that is unique only with another column',
		['ALTER TABLE activities DROP PRIMARY KEY, ADD PRIMARY KEY (id, type)'],
		[
			/^activities\.id is not unique on its own\. Run: ALTER TABLE activities ADD UNIQUE KEY \(id\);$/,
		],
	],
	[
		'a view where a table must be, and a table where the view must be',
		[
			'RENAME TABLE activities TO lines_of_leads',
			'CREATE VIEW activities AS SELECT * FROM lines_of_leads',
			'DROP VIEW upcoming_level_checks',
			'CREATE TABLE upcoming_level_checks (booking_id INT PRIMARY KEY)',
		],
		[
			/^activities is a view, but the package needs a table of this name\. .* RENAME TABLE activities TO activities_view;$/,
			/^upcoming_level_checks is a table, but the package makes a view of this name\. .* RENAME TABLE `upcoming_level_checks` TO upcoming_level_checks_before;$/,
		],
	],
];

onEachServer((server) => {
	let database: TestDatabase;
	const contents = async () => ({
		tables: [...(await describeDatabase(database.db)).tables],
		rows: await Promise.all(
			['leads', 'bookings', 'webhook_events'].map(
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
			const { ready, problems, message } = await checkDatabase(database.db);
			expect(ready).toBe(false);
			const found = problems.filter((one) => !/^The (table|view) \w+ (is missing|lacks)/.test(one));
			expect(found).toEqual(sentences.map((sentence) => expect.stringMatching(sentence)));
			expect(message).not.toMatch(/@|Mara|7Kp2v/);
			expect(await refusal()).toMatchObject({
				code: 'schema',
				message: `The database must be changed before the migration:\n- ${found.join('\n- ')}`,
				hint: 'Make these changes, then migrate again. Nothing was changed.',
			});
			expect(await contents()).toEqual(before);
			// Some obstacles are for people to decide.
			const mending = statementsIn(found);
			if (mending.length < found.length) return;
			for (const statement of mending.flatMap((text) => text.split(';\n')))
				await database.query(statement);
			await migrate(database.db);
			expect(await checkDatabase(database.db)).toMatchObject({ ready: true, problems: [] });
		},
	);
});
