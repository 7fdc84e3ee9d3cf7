import type { IDataObject } from 'n8n-workflow';

import { recordDelivery } from '../../nodes/core/services/recordDelivery';
import { inboxEvent } from '../../nodes/core/services/recordReceived';
import { fixture, read } from '../support/events';
import { type Mtl, outOf, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
const out = async (operation: string, parameters: object = {}) =>
	await outOf(mtl.step(operation, parameters as IDataObject));

beforeAll(async () => {
	mtl = await startMtl(false);
});
afterAll(async () => await mtl.close());

describe('Database: Check and Migrate', () => {
	it('name what is missing in an empty database, and change nothing', async () => {
		const [report] = await out('database.check');
		expect(report).toMatchObject({
			ready: false,
			version: null,
			message: expect.stringContaining('Run Database: Migrate'),
		});
		expect(report?.['problems']).toContain('The table webhook_events is missing.');
		expect(await mtl.database.query('SHOW TABLES')).toEqual([]);
	});

	it('add what is missing, and nothing the second time', async () => {
		const [first] = await out('database.migrate');
		expect(first).toMatchObject({ status: 'ready' });
		expect((first?.['statements'] as string[]).length).toBeGreaterThan(8);
		expect(await out('database.migrate')).toEqual([{ status: 'ready', statements: [] }]);
	});

	it('find the migrated database ready', async () => {
		const [report] = await out('database.check');
		expect(report).toMatchObject({
			ready: true,
			problems: [],
			message: expect.stringContaining('is ready'),
			server: expect.stringMatching(/^\d/),
		});
	});
});

describe('Event: Get Many', () => {
	const types = async (parameters: object = {}) =>
		(await out('event.getAll', parameters)).map((row) => row['event_type']);

	beforeAll(async () => {
		for (const name of ['booking_created.basic', 'booking_cancelled', 'booking_requested']) {
			const kept = {
				payload: JSON.stringify(fixture(name)),
				bodyHash: 'f'.repeat(64),
				reading: '{}',
			};
			await recordDelivery(mtl.database.db, inboxEvent(read(fixture(name)), kept));
		}
		await mtl.database.query(
			"UPDATE webhook_events SET status = 'failed', locked_until = NULL, created_at = '2020-01-01' WHERE event_type = 'BOOKING_CREATED'",
		);
	});

	it('returns the newest first, up to the limit', async () => {
		expect(await types()).toEqual(['BOOKING_REQUESTED', 'BOOKING_CANCELLED', 'BOOKING_CREATED']);
		expect(await types({ limit: 1 })).toEqual(['BOOKING_REQUESTED']);
		expect(await types({ limit: 1, returnAll: true })).toHaveLength(3);
	});

	it('filters by status, uid and time', async () => {
		await mtl.database.query(
			"UPDATE webhook_events SET external_id = 'its own' WHERE event_type = 'BOOKING_CANCELLED'",
		);
		expect(await types({ filters: { status: 'failed' } })).toEqual(['BOOKING_CREATED']);
		expect(await types({ filters: { uid: ' its own ' } })).toEqual(['BOOKING_CANCELLED']);
		expect(await types({ filters: { since: '2021-01-01T00:00:00' } })).toHaveLength(2);
		expect(await types({ filters: { since: '2020-01-01T00:30:00+01:00' } })).toHaveLength(3);
	});

	it('says when the time is not valid', async () => {
		await expect(types({ filters: { since: 'last week' } })).rejects.toThrow(
			'The field "Received After" is not a valid date and time.',
		);
	});
});

describe('Event: Health', () => {
	it('reports counts and ages, but no personal data unless the lists are requested', async () => {
		const [health] = await out('event.health');
		expect(health).toMatchObject({
			counts: { failed: 1, received: 2 },
			waitingForPerson: 1,
			overdueSeconds: null,
			lastReceivedAt: expect.stringMatching(/Z$/),
		});
		expect(Object.keys(health ?? {}).filter((name) => Array.isArray(health?.[name]))).toEqual([
			'n8nsInTurn',
			'reconciliations',
			'reconciliationProblems',
			'missingSettings',
		]);
		expect(health?.['missingSettings']).toEqual([]);
		const [full] = await out('event.health', { includeLists: true });
		expect(full).toMatchObject({ recentBookings: [], upcomingBookings: [], waitingForPerson: 1 });
		expect((full?.['recentEvents'] as unknown[]).length).toBe(3);
		expect((full?.['failedEvents'] as unknown[]).length).toBe(1);
	});
});
