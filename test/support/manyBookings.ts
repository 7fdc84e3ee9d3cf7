import type { TestDatabase } from './database';

const digits =
	'(SELECT 0 d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)';

/** SQL: numbers from 0. */
function numbersBelow(count: number): string {
	const places = Array.from({ length: String(count - 1).length }, (_, index) => index);
	const sum = places.map((place) => `p${place}.d * ${10 ** place}`).join(' + ');
	const from = places.map((place) => `${digits} p${place}`).join(', ');
	return `(SELECT ${sum} AS n FROM ${from} HAVING n < ${count})`;
}

/**
 * Fills an empty database with a large school: bookings in the four years before now and the next
 * weeks, about two for each person, and three events for each booking.
 */
export async function addManyBookings(
	{ query }: Pick<TestDatabase, 'query'>,
	bookings: number,
): Promise<void> {
	await query(`INSERT INTO users (id, name, email) SELECT n + 1, CONCAT('Teacher ', n + 1), CONCAT('teacher', n, '@school.example')
		FROM ${numbersBelow(12)} numbers`);
	await query(`INSERT INTO leads (id, first_name, last_name, email, phone, source_detail)
		SELECT n + 1, 'Guest', CONCAT('No ', n), CONCAT('guest', n, '@kunde.example'), CONCAT('+316', LPAD(n, 8, '0')),
			ELT(1 + n % 5, 'website_direct', 'newsletter', 'partner', 'fair', 'friends')
		FROM ${numbersBelow(Math.ceil(bookings / 2))} numbers`);
	// One start every so many minutes; the last ones are still to come.
	const minutes = Math.max(1, Math.floor((4 * 365 * 1440) / bookings));
	const start = `UTC_TIMESTAMP() + INTERVAL 30 DAY - INTERVAL n * ${minutes} MINUTE`;
	const status = `IF(n * ${minutes} < 30 * 1440, 'scheduled',
		ELT(1 + (n * 7919) % 10, 'completed', 'completed', 'completed', 'completed', 'completed', 'no_show', 'cancelled', 'cancelled', 'cancelled', 'scheduled'))`;
	await query(`INSERT INTO bookings (lead_id, booking_provider, external_booking_id, booking_type, scheduled_at, ends_at, status,
			assigned_teacher_id, title, booked_at, booked_on, starts_on, cancelled_at, cancelled_by)
		SELECT 1 + n DIV 2, 'cal.com', CONCAT('uid', n),
			ELT(1 + n % 3, 'level_check', 'consultation', 'trial_class'), ${start}, ${start} + INTERVAL 30 MINUTE, ${status},
			IF(n % 13 = 0, NULL, n % 13), CONCAT('Level check ', n), ${start} - INTERVAL n % 20 DAY,
			DATE(${start} - INTERVAL n % 20 DAY), DATE(${start}),
			IF(${status} = 'cancelled', ${start} - INTERVAL 1 HOUR, NULL), IF(${status} = 'cancelled', ELT(1 + n % 3, 'guest', 'host', NULL), NULL)
		FROM ${numbersBelow(bookings)} numbers`);
	await query(`INSERT INTO webhook_events (provider, event_type, status, external_id, dedupe_key, created_at)
		SELECT 'cal.com', 'BOOKING_CREATED', IF(n % 9001 = 0, 'failed', 'processed'), CONCAT('uid', n DIV 3), SHA2(n, 256),
			UTC_TIMESTAMP() - INTERVAL n MINUTE FROM ${numbersBelow(bookings * 3)} numbers`);
	await query(`INSERT INTO booking_references (provider, uid, booking_id)
		SELECT 'cal.com', external_booking_id, id FROM bookings`);
	await query('ANALYZE TABLE users, leads, bookings, webhook_events, booking_references');
}
