import { sql } from 'kysely';

import type { Db } from '../../nodes/core/db/connection';
import { claimDue, findOwners } from '../../nodes/core/db/repositories/claims';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';

/** Rows that the server has touched in this session so far. */
async function rowsRead(db: Db): Promise<number> {
	const { rows } = await sql<{ Value: string }>`SHOW SESSION STATUS LIKE 'Handler_read_%'`.execute(
		db,
	);
	return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
}

/** A process about which nothing is known. */
const alone = { leaseSeconds: 300, owner: null, abandonedBy: [], letGo: [] };

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => (database = await makeDatabase(server)));
	afterAll(async () => await database.drop());

	/** Inserts many rows of one kind, oldest first. */
	async function insert(count: number, columns: Record<string, string>): Promise<void> {
		const row = {
			provider: "'cal.com'",
			event_type: "'BOOKING_CREATED'",
			attempts: '1',
			payload: "'{}'",
			dedupe_key: 'SHA2(UUID(), 256)',
			created_at: 'UTC_TIMESTAMP(3) - INTERVAL 1 HOUR',
			updated_at: 'UTC_TIMESTAMP(3)',
			...columns,
		};
		const names = Object.keys(row).join(', ');
		const values = `(${Object.values(row).join(', ')})`;
		for (let left = count; left > 0; left -= 2000) {
			const rows = Array.from({ length: Math.min(left, 2000) }, () => values).join(', ');
			await database.query(`INSERT INTO webhook_events (${names}) VALUES ${rows}`);
		}
		await database.query('ANALYZE TABLE webhook_events');
	}
	const due = (minutes: number) => `UTC_TIMESTAMP(3) - INTERVAL ${minutes} MINUTE`;
	const statuses = async () =>
		await database.query(
			'SELECT status, COUNT(*) AS n FROM webhook_events GROUP BY status ORDER BY status',
		);

	it('reads few rows of a large inbox, whether many events are due or none', async () => {
		await insert(100_000, { status: "'processed'" });
		await insert(1_000, { status: "'received'", provider: "'another'" });
		await database.db.connection().execute(async (db) => {
			const claiming = async () => {
				const before = await rowsRead(db);
				const claimed = await claimDue(db, 50, alone);
				return { claimed: claimed.length, read: (await rowsRead(db)) - before };
			};
			const nothing = await claiming();
			expect(nothing.claimed).toBe(0);
			expect(nothing.read).toBeLessThan(20);
			await insert(3_000, { status: "'failed'", next_attempt_at: due(10) });
			const failed = await claiming();
			expect(failed.claimed).toBe(50);
			expect(failed.read).toBeLessThan(500);
			await insert(3_000, { status: "'received'" });
			const received = await claiming();
			expect(received.claimed).toBe(50);
			expect(received.read).toBeLessThan(500);
		});
	});

	it('gives each row to only one of eight processes that share a backlog', async () => {
		await database.query('TRUNCATE TABLE webhook_events');
		await insert(300, { status: "'failed'", next_attempt_at: due(5) });
		await insert(150, { status: "'received'" });
		await insert(50, { status: "'processing'", locked_until: due(1) });
		await insert(20, { status: "'processing'", locked_until: due(-4) });
		const claimed: number[] = [];
		const work = async () => {
			for (let misses = 0; misses < 3; ) {
				const rows = await claimDue(database.db, 7, alone);
				claimed.push(...rows.map(({ id }) => id));
				// Rows currently locked by others are skipped.
				if (rows.length === 0) misses += 1;
			}
		};
		await Promise.all(Array.from({ length: 8 }, work));
		expect(new Set(claimed).size).toBe(claimed.length);
		expect(claimed).toHaveLength(500);
		expect(await claimDue(database.db, 500, alone)).toEqual([]);
		expect(await statuses()).toEqual([{ status: 'processing', n: 520 }]);
	});

	it('skips a locked row without waiting for it', async () => {
		await database.query('TRUNCATE TABLE webhook_events');
		await insert(3, { status: "'failed'", next_attempt_at: due(5) });
		await database.query('START TRANSACTION');
		await database.query('SELECT id FROM webhook_events WHERE id = 2 FOR UPDATE');
		expect((await claimDue(database.db, 10, alone)).map(({ id }) => id)).toEqual([1, 3]);
		await database.query('ROLLBACK');
		expect((await claimDue(database.db, 10, alone)).map(({ id }) => id)).toEqual([2]);
	});

	it('claims events of an ended process and events that its own process let go, and no others', async () => {
		await database.query('TRUNCATE TABLE webhook_events');
		const recent = { created_at: 'UTC_TIMESTAMP(3)' };
		const leased = { ...recent, status: "'processing'", locked_until: due(-4) };
		await insert(1, {
			...recent,
			status: "'received'",
			locked_until: due(-4),
			locked_by: "'gone'",
		});
		await insert(1, {
			...recent,
			status: "'received'",
			locked_until: due(-4),
			locked_by: "'alive'",
		});
		await insert(1, { ...leased, locked_by: "'gone'" });
		await insert(2, { ...leased, locked_by: "'alive'" });
		await insert(1, { ...recent, status: "'processed'", locked_by: "'gone'" });
		expect((await findOwners(database.db)).sort()).toEqual(['alive', 'gone']);
		const claim = { ...alone, owner: 'me', abandonedBy: ['gone'], letGo: [5] };
		const claimed = await claimDue(database.db, 10, claim);
		expect(claimed.map(({ id }) => id).sort()).toEqual([1, 3, 5]);
		expect(await claimDue(database.db, 10, { ...claim, letGo: [] })).toEqual([]);
	});

	it('claims unfinished events first, then the events due the longest', async () => {
		await database.query('TRUNCATE TABLE webhook_events');
		for (const minutes of [3, 9, 6])
			await insert(1, {
				status: "'failed'",
				next_attempt_at: due(minutes),
				external_id: `${minutes}`,
			});
		await insert(1, { status: "'received'", external_id: "'stuck'" });
		await insert(1, { status: "'failed'", next_attempt_at: due(-1), external_id: "'later'" });
		await insert(1, { status: "'failed'", external_id: "'never'" });
		const order = (await claimDue(database.db, 10, alone)).map(({ external_id: uid }) => uid);
		expect(order).toEqual(['stuck', '9', '6', '3']);
	});
});
