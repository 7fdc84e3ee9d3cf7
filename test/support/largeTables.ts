import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';

/** How many rows to make of each kind. */
export interface Sizes {
	events: number;
	bookings: number;
	leads: number;
}

/** Rows are made in steps of this many. */
const step = 50_000;
const teachers = 12;

const startsAt = 'UTC_TIMESTAMP(3) - INTERVAL 1080 DAY + INTERVAL n * 1100 / @bookings DAY';
const status = `IF(${startsAt} > UTC_TIMESTAMP(3), 'scheduled', ELT(1 + MOD(n * 7919, 10),
	'completed', 'completed', 'completed', 'completed', 'completed', 'no_show', 'cancelled', 'cancelled', 'cancelled', 'scheduled'))`;

/** Ids follow the time, and a person's bookings each other. */
const leadOf = '@lead + FLOOR(n * @leads / @bookings)';

/** For `n` from 0 on: what differs from row to row. The rest is copied from the row with the lowest id. */
const changes: Record<string, Record<string, string>> = {
	leads: {
		first_name: "CONCAT('Guest', MOD(n, 700))",
		last_name: "CONCAT('No ', n)",
		email: "CONCAT('guest', n, '@large.example')",
		phone: "CONCAT('+316', LPAD(n, 9, '0'))",
		phone_identity: "CONCAT('+316', LPAD(n, 9, '0'))",
		source_detail:
			"ELT(1 + MOD(n, 5), 'website_direct', 'newsletter', 'partner', 'fair', 'friends')",
		created_at: 'UTC_TIMESTAMP(3) - INTERVAL 1090 DAY + INTERVAL n * 1085 / @leads DAY',
	},
	bookings: {
		lead_id: leadOf,
		external_booking_id: "CONCAT('large', n)",
		booking_type: "ELT(1 + MOD(n, 3), 'level_check', 'consultation', 'trial_class')",
		scheduled_at: startsAt,
		ends_at: `${startsAt} + INTERVAL 30 MINUTE`,
		status,
		assigned_teacher_id: `IF(MOD(n, 13) = 0, NULL, @teacher + MOD(n, ${teachers}))`,
		booked_at: `${startsAt} - INTERVAL MOD(n, 20) DAY`,
		booked_on: `DATE(${startsAt} - INTERVAL MOD(n, 20) DAY)`,
		starts_on: `DATE(${startsAt})`,
		cancelled_at: `IF(${status} = 'cancelled', ${startsAt} - INTERVAL 1 HOUR, NULL)`,
		cancelled_by: `IF(${status} = 'cancelled', ELT(1 + MOD(n, 3), 'guest', 'host', NULL), NULL)`,
		created_at: 'UTC_TIMESTAMP(3) - INTERVAL 1090 DAY + INTERVAL n * 1085 / @bookings DAY',
	},
	booking_references: { uid: "CONCAT('large', n)", booking_id: '@booking + n' },
	booking_history: { uid: "CONCAT('large', n)", event_key: "SHA2(CONCAT('event', n), 256)" },
	activities: {
		lead_id: leadOf,
		booking_id: '@booking + n',
		event_key: "SHA2(CONCAT('event', n), 256)",
	},
	webhook_events: {
		external_id: "CONCAT('large', MOD(n, @bookings))",
		dedupe_key: "SHA2(CONCAT('event', n), 256)",
		body_hash: "SHA2(CONCAT('body', n), 256)",
		status: "IF(MOD(n, 500) = 0, 'ignored', 'processed')",
		created_at: 'UTC_TIMESTAMP(3) - INTERVAL 1090 DAY + INTERVAL n * 1089 / @events DAY',
		processed_at: 'UTC_TIMESTAMP(3) - INTERVAL 1090 DAY + INTERVAL n * 1089 / @events DAY',
		last_seen_at: 'UTC_TIMESTAMP(3) - INTERVAL 1090 DAY + INTERVAL n * 1089 / @events DAY',
	},
};

/**
 * Makes three years of a large school's rows, in the shape of one real booking that must be there. The server then
 * counts them, so that its plans are right.
 */
export async function fillTables(url: string, { events, bookings, leads }: Sizes): Promise<void> {
	const connection = await createConnection({ uri: url, multipleStatements: true });
	try {
		await connection.query("SET time_zone = '+00:00'");
		await connection.query('SET @events = ?, @bookings = ?, @leads = ?', [events, bookings, leads]);
		await makeNumbers(connection, Math.max(events, bookings, leads));
		await makeTeachers(connection);
		const counts: Record<string, number> = { leads, webhook_events: events };
		for (const table of Object.keys(changes)) {
			const first = await copyRows(connection, table, counts[table] ?? bookings);
			if (table === 'leads') await connection.query('SET @lead = ?', [first]);
			if (table === 'bookings') await connection.query('SET @booking = ?', [first]);
			await connection.query(`ANALYZE TABLE ${table}`);
		}
		await connection.query('DROP TABLE large_numbers');
	} finally {
		await connection.end();
	}
}

async function makeTeachers(connection: Connection): Promise<void> {
	await connection.query(`INSERT INTO users (name, email)
		SELECT CONCAT('Teacher ', n + 1), CONCAT('teacher', n, '@large.example') FROM large_numbers WHERE n < ${teachers}`);
	await connection.query('SET @teacher = LAST_INSERT_ID(); ANALYZE TABLE users');
}

/** @returns the id of the first row that was made */
async function copyRows(connection: Connection, table: string, count: number): Promise<number> {
	const [columns] = await connection.query<RowDataPacket[]>(
		`SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS
			WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND COALESCE(GENERATION_EXPRESSION, '') = ''`,
		[table],
	);
	const [[last]] = await connection.query<RowDataPacket[]>(`SELECT MAX(id) AS id FROM ${table}`);
	const first = Number(last?.['id']) + 1;
	const names = columns.map(({ name }) => String(name));
	const of: Record<string, string> = { id: `${first} + n`, ...changes[table] };
	const values = names.map((name) => of[name] ?? `one.${name}`);
	for (let from = 0; from < count; from += step) {
		await connection.query(
			`INSERT INTO ${table} (${names.join(', ')})
				SELECT ${values.join(', ')} FROM large_numbers
				JOIN (SELECT * FROM ${table} ORDER BY id LIMIT 1) AS one
				WHERE n >= ? AND n < ?`,
			[from, Math.min(count, from + step)],
		);
	}
	return first;
}

async function makeNumbers(connection: Connection, count: number): Promise<void> {
	await connection.query('CREATE TABLE large_numbers (n BIGINT UNSIGNED PRIMARY KEY)');
	await connection.query('INSERT INTO large_numbers VALUES (0)');
	for (let made = 1; made < count; made *= 2)
		await connection.query('INSERT INTO large_numbers SELECT n + ? FROM large_numbers', [made]);
}
