import { deliver } from '../../../runner/send/deliver';
import { openStage, type Stage } from '../../faults/stage';
import { variant } from '../../support/events';
import { until } from '../../support/n8nApi';

/**
 * Each recovery should take a minute, the interval of the poll. The rest is tolerance for a busy
 * machine.
 */
const aMinute = 75;

describe('An event being worked on during a crash', () => {
	let stage: Stage;
	beforeAll(async () => {
		stage = await openStage(undefined);
	});
	afterAll(async () => await stage?.close());

	const row = async (uid: string) =>
		(
			await stage.rows('SELECT * FROM webhook_events WHERE external_id = ?', [uid]).catch(() => [])
		)[0];
	const isProcessed = (uid: string) => async () => (await row(uid))?.['status'] === 'processed';

	/** Sends a booking and holds its branch in the middle of its transaction; `letGo` ends the hold. */
	async function inHand(uid: string) {
		const holder = await stage.connect();
		await holder.query('LOCK TABLES bookings WRITE, booking_history WRITE');
		const body = variant('booking_created.basic', '2026-11-12T08:00:00.000Z', { uid });
		const answer = deliver(stage.webhookUrl, JSON.stringify(body), stage.secret).catch(() => null);
		const isHeld = async () =>
			(
				await stage.rows(
					"SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'mtl' AND STATE LIKE 'Waiting for table%'",
				)
			).length > 0;
		expect(await until(isHeld, 30)).toBe(true);
		return { answer, letGo: () => holder.destroy() };
	}

	it('is claimed within a minute of the restart of n8n', async () => {
		const { letGo } = await inHand('heldByN8n');
		await stage.killN8n();
		letGo();
		await stage.startN8n();
		expect(await until(isProcessed('heldByN8n'), aMinute)).toBe(true);
		expect(await row('heldByN8n')).toMatchObject({ attempts: 2 });
	});

	it('is accepted, and claimed within a minute of the restart of the database', async () => {
		const { answer, letGo } = await inHand('heldByDatabase');
		await stage.killDatabase();
		letGo();
		const given = await answer;
		expect([given?.status, given && JSON.parse(given.text)]).toEqual([
			202,
			{ status: 'accepted', event: expect.any(Number) },
		]);
		await stage.startDatabase();
		expect(await until(isProcessed('heldByDatabase'), aMinute)).toBe(true);
		const bookings = await stage.rows(
			"SELECT status FROM bookings WHERE external_booking_id LIKE 'heldBy%'",
		);
		expect(bookings).toEqual([{ status: 'scheduled' }, { status: 'scheduled' }]);
	});
});
