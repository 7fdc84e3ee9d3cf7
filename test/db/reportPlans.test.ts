import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { addManyBookings } from '../support/manyBookings';
import { tablesScanned } from '../support/plans';

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await makeDatabase(server);
		await addManyBookings(database, 20_000);
	}, 300_000);
	afterAll(async () => await database.drop());

	const period = (day: string) => `${day} >= UTC_DATE() - INTERVAL 26 WEEK AND ${day} < UTC_DATE()`;
	it.each([
		`SELECT COUNT(*), SUM(held) FROM report_bookings WHERE ${period('starts_on')}`,
		`SELECT week, teacher_id, teacher, booking_type, source, COUNT(*), SUM(held), SUM(days_ahead) FROM report_bookings
			WHERE ${period('starts_on')} GROUP BY week, teacher_id, teacher, booking_type, source ORDER BY NULL`,
		`SELECT cohort_week, COUNT(*), SUM(converted) FROM report_first_bookings
			WHERE ${period('booked_on')} GROUP BY cohort_week ORDER BY cohort_week`,
		`SELECT booking_id, attendee_name FROM report_no_shows
			WHERE ${period('starts_on')} ORDER BY scheduled_at DESC, booking_id DESC LIMIT 200`,
	])('reads a period through an index: %s', async (query) => {
		expect(await tablesScanned(database.query, query)).toEqual([]);
	});

	it('tells a scan from an index', async () => {
		const scanned = await tablesScanned(database.query, 'SELECT COUNT(title) FROM bookings b');
		expect(scanned).toEqual(['b']);
	});
});
