import { setTimeout as sleep } from 'node:timers/promises';

import type { Trx } from '../../nodes/core/db/connection';
import { fittingFor } from '../../nodes/core/db/fitting';
import { installationOf } from '../../nodes/core/db/installation';
import { pointReference } from '../../nodes/core/db/repositories/references';
import { transact } from '../../nodes/core/db/transaction';
import { MtlError } from '../../nodes/core/domain/errors';
import type { BookingEvent } from '../../nodes/core/domain/event';
import { peopleOf } from '../../nodes/core/domain/person';
import { eraseLead } from '../../nodes/core/erasure/eraseLead';
import { claimUnfinished } from '../../nodes/core/services/retryEvents';
import { defaultOrigin, saveLeads } from '../../nodes/core/services/saveLeads';
import { withoutErased } from '../../nodes/core/services/withoutErased';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { placesOf } from '../support/everyColumn';
import { read, variant } from '../support/events';
import { planted, plantedBody, plantedWords } from '../support/planted';
import { deliver, emptyTables, receive, work } from './deliver';

const booked = (uid: string) =>
	plantedBody('booking_created.basic', '2026-11-06T08:00:00.000Z', { uid });
const cancelled = (uid: string) =>
	plantedBody('booking_cancelled', '2026-11-07T08:00:00.000Z', { uid });
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);

onEachServer((server) => {
	let database: TestDatabase;
	const erase = async (now?: Date) => await eraseLead(database.db, planted.email, now);
	const places = async () => await placesOf(database.query, plantedWords);
	const everything = async () => [
		await database.query('SELECT * FROM leads'),
		await database.query('SELECT * FROM bookings'),
		await database.query('SELECT * FROM webhook_events'),
	];
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());

	it("is refused while one of the person's events is being worked on, and changes nothing", async () => {
		await deliver(database.db, booked('a'));
		const received = await receive(database.db, cancelled('a'));
		const before = await everything();
		await expect(erase()).rejects.toThrow(
			'An event of this person is being worked on right now, so nothing was erased.',
		);
		expect(await everything()).toEqual(before);
		if (received.start) await work(database.db, received.event);
		expect(await erase()).toMatchObject({ bookings: 1, events: 2 });
		expect(await places()).toEqual([]);
	});

	it('is refused while a retry is working on it', async () => {
		await receive(database.db, booked('a'));
		await database.query(
			"UPDATE webhook_events SET status = 'failed', next_attempt_at = '2026-01-01'",
		);
		await claimUnfinished(database.db, 9, new Date());
		await expect(erase()).rejects.toThrow('is being worked on right now');
	});

	it('does not wait for a stuck event, which then never runs', async () => {
		await deliver(database.db, booked('a'));
		await receive(database.db, cancelled('a'));
		expect(await erase(inMinutes(6))).toMatchObject({ events: 2 });
		expect(await places()).toEqual([]);
		await database.query('UPDATE webhook_events SET created_at = created_at - INTERVAL 6 MINUTE');
		expect(await claimUnfinished(database.db, 9, inMinutes(6))).toEqual({
			events: [],
			quarantined: [],
		});
	});

	it('fails no delivery that arrives in the meantime, and lets no one come back after it', async () => {
		const uids = Array.from({ length: 30 }, (_, n) => `uid${n}`);
		const others = uids.map((uid) =>
			variant('booking_created.basic', '2026-11-06T08:00:00.000Z', { uid: `other-${uid}` }),
		);
		const bodies = [...uids.flatMap((uid) => [booked(uid), cancelled(uid)]), ...others];
		let working = true;
		let erasedAt: Date | null = null;
		const erasing = async () => {
			while (working) {
				await erase()
					.then(() => (erasedAt ??= new Date()))
					.catch((error: unknown) => {
						if (!(error instanceof MtlError)) throw error;
					});
			}
		};
		const erasures = erasing();
		await Promise.all(bodies.map(async (body) => await deliver(database.db, body))).finally(
			() => (working = false),
		);
		await erasures;
		if (!erasedAt) await erase();
		expect(await places()).toEqual([]);
		const unprocessed =
			"SELECT * FROM webhook_events WHERE status NOT IN ('processed', 'ignored') OR (status = 'ignored' AND payload IS NOT NULL)";
		expect(await database.query(unprocessed)).toEqual([]);
		const count = "SELECT COUNT(*) AS n FROM bookings WHERE title LIKE '%Mara%'";
		expect(await database.query(count)).toEqual([{ n: 30 }]);
	});

	it('starts a step over when the person is erased while it runs', async () => {
		await deliver(database.db, booked('a'));
		const event = read(cancelled('a'));
		let runs = 0;
		const work = async (trx: Trx, left: BookingEvent) => {
			runs += 1;
			await erase();
			const installation = await installationOf(database.db);
			const settings = { origin: defaultOrigin, fitting: fittingFor(installation) };
			return await saveLeads(trx, left, peopleOf(left), settings);
		};
		const saved = transact(database.db, async (trx) => {
			return await withoutErased(trx, event, async (left) => await work(trx, left));
		});
		expect(await saved).toBeNull();
		expect(runs).toBe(1);
		expect(await places()).toEqual([]);
	});

	it('erases a booking too that a step was saving when the erasure began', async () => {
		await deliver(database.db, booked('a'));
		const waiting = async () => {
			const sql =
				"SELECT COUNT(*) AS n FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'";
			return Number((await database.query(sql))[0]?.['n']) > 0;
		};
		const erasing = await database.db.transaction().execute(async (trx) => {
			const lead = await trx
				.selectFrom('leads')
				.select('id')
				.where('email', '=', planted.email)
				.forUpdate()
				.executeTakeFirstOrThrow();
			const erased = erase();
			// The server renews this table only if no one has read it for 100 ms.
			const ended = erased.then(() => true);
			while (!(await waiting())) if (await Promise.race([ended, sleep(200, false)])) break;
			const values = { lead_id: lead.id, title: 'Planted', updated_at: new Date() };
			const { insertId } = await trx
				.insertInto('bookings')
				.values({ ...values, created_at: new Date() })
				.executeTakeFirstOrThrow();
			await pointReference(trx, {
				...{ uid: 'b', seatKey: '', seat: null },
				bookingId: Number(insertId),
			});
			return { erased };
		});
		expect(await erasing.erased).toMatchObject({ bookings: 2 });
		expect(await places()).toEqual([]);
	});
});
