import { fixture, variant } from '../support/events';
import { resume } from '../support/n8nCore';
import { databaseCredential } from '../support/n8nCoreNode';
import { poll } from '../support/n8nCorePoll';
import { type Bookings, startBookings } from '../support/workflowRun';

let bookings: Bookings;
let user: string;

beforeEach(async () => {
	bookings = await startBookings();
	const [row] = await bookings.database.query('SELECT DATABASE() AS name');
	user = `'app_${String(row?.['name']).slice(-8)}'@'%'`;
	await bookings.database.query(`CREATE USER ${user} IDENTIFIED BY 'pw'`);
	await bookings.database.query(`GRANT ALL ON * TO ${user}`);
	bookings.instance.credentials['mtlDatabaseApi'] = databaseCredential(bookings.database, {
		user: user.split("'")[1] ?? '',
		password: 'pw',
	});
});
afterEach(async () => {
	await bookings.database.query(`DROP USER ${user}`);
	await bookings.close();
});

describe('while the database does not take what its user does,', () => {
	it.each([
		['is locked', 'ACCOUNT LOCK', 'ACCOUNT UNLOCK'],
		['has an expired password', 'PASSWORD EXPIRE', "IDENTIFIED BY 'pw'"],
	])('because the user %s, deliveries are kept and then processed', async (_, close, open) => {
		const { database, instance, webhook } = bookings;
		const alter = async (to: string) => await database.query(`ALTER USER ${user} ${to}`);
		await alter(close);
		const cancelled = variant('booking_cancelled', '2026-11-05T08:00:00.000Z');
		for (const body of [fixture('booking_created.basic'), cancelled])
			expect(await webhook.post(body)).toEqual({ status: 202, body: { status: 'accepted' } });
		const waiting = await webhook.executions();
		expect(waiting.map(({ run }) => run.status)).toEqual(['waiting', 'waiting']);
		// Its round while the account is closed.
		const again = [];
		for (const one of waiting) again.push(await resume(instance, one));
		expect(again.map(({ run }) => run.status)).toEqual(['waiting', 'waiting']);

		await alter(open);
		for (const one of again) expect(await resume(instance, one)).toMatchObject({ error: null });
		await poll(instance, 'Unfinished Events Trigger');
		expect(await database.query('SELECT DISTINCT status FROM webhook_events')).toEqual([
			{ status: 'processed' },
		]);
		expect(await database.query('SELECT status FROM bookings')).toEqual([{ status: 'cancelled' }]);
	});

	it('because it became read-only, an event whose branch has begun is kept as well', async () => {
		const { database, instance, webhook } = bookings;
		await database.query(
			`CREATE TRIGGER closing BEFORE INSERT ON leads FOR EACH ROW SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1290, MESSAGE_TEXT = 'read-only'`,
		);
		expect(await webhook.post(fixture('booking_created.basic'))).toMatchObject({ status: 202 });
		await database.query('DROP TRIGGER closing');
		await poll(instance, 'Unfinished Events Trigger');
		expect(await database.query('SELECT status, error_message FROM webhook_events')).toEqual([
			{ status: 'processed', error_message: null },
		]);
	});
});
