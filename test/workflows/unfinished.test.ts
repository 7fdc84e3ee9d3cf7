import type { IDataObject, NodeOperationError } from 'n8n-workflow';

import { missingSettings } from '../../nodes/core/n8n/workflowSettings';
import { recordDelivery } from '../../nodes/core/services/recordDelivery';
import { inboxEvent } from '../../nodes/core/services/recordReceived';
import { read, variant } from '../support/events';
import { editFields } from '../support/editFields';
import { databaseCredential, runStep } from '../support/n8nCoreNode';
import { poll } from '../support/n8nCorePoll';
import { exported } from '../support/workflowFiles';
import { type Bookings, startBookings } from '../support/workflowRun';

const unfinishedTrigger = 'Unfinished Events Trigger';
let bookings: Bookings;
const rows = async () =>
	await bookings.database.query(
		'SELECT external_id, status, error_message, attempts, locked_until IS NULL AS free FROM webhook_events ORDER BY id',
	);

/** An event that failed and is due. */
async function due(name: string, uid: string, more: object = {}): Promise<void> {
	const body = variant(name, '2026-11-03T08:00:00.000Z', { uid, ...more });
	const kept = { payload: JSON.stringify(body), bodyHash: 'f'.repeat(64), reading: '' };
	const event = inboxEvent(read(body), kept);
	await recordDelivery(bookings.database.db, {
		...event,
		status: 'failed',
		nextAttemptAt: new Date(0),
	});
}

const pollOnce = async () =>
	await poll({ ...bookings.instance, mode: 'trigger' }, unfinishedTrigger);
const run = async () => (await pollOnce()).executions;
/** How many events one batch takes. */
const limitTo = (limit: number) => {
	for (const { name, parameters } of bookings.instance.json.nodes)
		if (name === unfinishedTrigger) parameters['limit'] = limit;
};
/** What the workflow "Alert on failure" reads, for each event of a failed execution. */
async function alertsOf(failed: object) {
	const { credentials } = bookings.instance;
	const parameters = { resource: 'event', operation: 'fail' };
	const kept = (await runStep({ credentials, parameters }, [failed as IDataObject])).sent('Step');
	return kept.map(({ json }) =>
		editFields(exported('alert-on-failure.json'), 'Read the Error', json),
	);
}
const counts = async () =>
	Object.fromEntries(
		(
			await bookings.database.query(
				'SELECT status, COUNT(*) AS n FROM webhook_events GROUP BY status',
			)
		).map(({ status, n }) => [status, n]),
	);

beforeEach(async () => {
	bookings = await startBookings();
});
afterEach(async () => await bookings.close());

describe('the Unfinished Events Trigger', () => {
	it('emits nothing while nothing is due', async () => {
		expect(await pollOnce()).toEqual({ executions: [], errors: [] });
	});

	it('runs every due event through its branch, without an answer', async () => {
		await due('booking_created.basic', 'a');
		await due('booking_rescheduled', 'b');
		await due('booking_cancelled', 'c');
		const executions = await run();
		expect(executions.map(({ error }) => error)).toEqual(executions.map(() => null));
		expect(executions.flatMap(({ answers }) => answers)).toEqual([]);
		expect(await rows()).toMatchObject(
			['a', 'b', 'c'].map((uid) => ({ external_id: uid, status: 'processed', free: 1 })),
		);
	});

	it('processes the good events when two of several are bad, and keeps a reason for each of those two', async () => {
		const { database } = bookings;
		for (const uid of ['good1', 'bad1', 'good2']) await due('booking_created.basic', uid);
		for (const uid of ['bad2', 'good3']) await due('booking_cancelled', uid);
		await due('booking_rescheduled', 'good4');
		await database.query(
			"ALTER TABLE bookings ADD CONSTRAINT no_bad CHECK (external_booking_id NOT LIKE 'bad%')",
		);
		const executions = await run();
		const found = Object.fromEntries((await rows()).map((row) => [row['external_id'], row]));
		for (const uid of ['good1', 'good2', 'good3', 'good4']) {
			expect(found[uid]).toMatchObject({ status: 'processed', error_message: null });
		}
		expect(found['bad1']).toMatchObject({
			status: 'failed',
			error_message: expect.stringMatching(
				/^Save Booking: The check \S+ of the table bookings does not/,
			),
			free: 1,
		});
		expect(found['bad2']).toMatchObject({
			status: 'failed',
			error_message: expect.stringMatching(
				/^Cancel Booking: The check \S+ of the table bookings does not/,
			),
			free: 1,
		});
		expect(executions.some(({ run: { status } }) => status === 'error')).toBe(true);
	});

	it('shares an execution of an output between events that were never started, and makes it searchable by each', async () => {
		for (const uid of ['a', 'b']) await due('booking_created.basic', uid);
		await due('booking_cancelled', 'c');
		const found = (await run()).map(({ customData }) => customData['bookingUid']);
		expect(found.sort()).toEqual(['a, b', 'c']);
	});

	it('leaves a failing step of your own to the alert, which settles every event of the execution', async () => {
		const { json } = bookings.instance;
		const own = { id: 'own', name: 'Own', typeVersion: 1, position: [0, 0] as [number, number] };
		json.nodes.push({ ...own, type: 'n8n-nodes-base.stopAndError', parameters: {} });
		json.connections['Log "Booked"'] = { main: [[{ node: 'Own', type: 'main', index: 0 }]] };
		for (const uid of ['a', 'b']) await due('booking_created.basic', uid);
		expect(await run()).toHaveLength(1);
		expect(await counts()).toEqual({ processing: 2 });
		const [row] = await bookings.database.query('SELECT execution_id AS id FROM webhook_events');
		const execution = { id: row?.['id'], lastNodeExecuted: 'Own', error: { message: 'No.' } };
		const alerts = await alertsOf({ execution });
		expect(alerts).toMatchObject([2, 1].map((eventId) => ({ eventId, needsPerson: false })));
		expect(await rows()).toMatchObject(
			[1, 2].map(() => ({ status: 'failed', error_message: 'Own: No.', free: 1 })),
		);
	});

	it('runs an event that failed or stopped n8n before alone', async () => {
		for (const uid of ['a', 'b', 'c']) await due('booking_created.basic', uid);
		await bookings.database.query(
			"UPDATE webhook_events SET attempts = 1 WHERE external_id <> 'a'",
		);
		const found = (await run()).map(({ customData }) => customData['bookingUid']);
		expect(found.sort()).toEqual(['a', 'b', 'c']);
	});

	it('puts at most twenty events into one execution', async () => {
		for (let index = 0; index < 21; index++) await due('booking_created.basic', `many${index}`);
		const sizes = (await run()).map((one) => one.sent(unfinishedTrigger).length);
		expect(sizes.sort()).toEqual([1, 20]);
		expect(await counts()).toEqual({ processed: 21 });
	});

	it('ends a booking whose move and cancellation share a poll as cancelled, with one row', async () => {
		await due('booking_created.basic', 'moved');
		const move = { uid: 'moved2', rescheduleUid: 'moved' };
		await due('booking_rescheduled', 'moved2', move);
		for (const uid of ['moved', 'moved2']) await due('booking_cancelled', uid);
		await run();
		expect(await counts()).toEqual({ processed: 4 });
		expect(await bookings.database.query('SELECT status FROM bookings')).toEqual([
			{ status: 'cancelled' },
		]);
	});

	it('carries an alert for each event that the database refuses', async () => {
		for (const uid of ['bad1', 'good', 'bad2']) await due('booking_created.basic', uid);
		await bookings.database.query(
			"ALTER TABLE bookings ADD CONSTRAINT no_bad CHECK (external_booking_id NOT LIKE 'bad%')",
		);
		const [shared] = await run();
		const error = shared?.run.data.resultData.error as NodeOperationError;
		const failed = {
			execution: { id: '1', error: { message: error.message, context: error.context } },
		};
		const alerts = await alertsOf(failed);
		expect(alerts).toMatchObject([1, 3].map((eventId) => ({ eventId, needsPerson: true })));
		const reasons = (await rows()).map(({ error_message: reason }) => reason);
		expect(alerts.map(({ reason }) => reason)).toEqual([reasons[0], reasons[2]]);
	});

	it('claims one event when it is run in the editor', async () => {
		for (const uid of ['a', 'b']) await due('booking_created.basic', uid);
		const manual = { ...bookings.instance, mode: 'manual' as const };
		for (const { name, parameters } of manual.json.nodes)
			if (name === unfinishedTrigger) parameters['manualRun'] = 'next';
		const { executions } = await poll(manual, unfinishedTrigger);
		expect(executions.map((one) => one.sent(unfinishedTrigger).length)).toEqual([1]);
		expect((await rows()).map(({ status }) => status)).toEqual(['processed', 'failed']);
	});

	it('marks the item as another attempt', async () => {
		await due('booking_created.basic', 'a');
		const [execution] = await run();
		const item = execution?.sent(unfinishedTrigger)[0]?.json as IDataObject;
		expect(item).toMatchObject({ event: { id: 1, source: 'retry', attempt: 1 }, answered: true });
	});

	it('processes a backlog batch by batch in one poll', async () => {
		limitTo(3);
		for (let index = 0; index < 10; index++) await due('booking_created.basic', `many${index}`);
		expect(await run()).toHaveLength(4);
		expect(await counts()).toEqual({ processed: 10 });
	});

	it('leaves the rest to a later poll when a batch fails', async () => {
		limitTo(3);
		for (let index = 0; index < 10; index++) await due('booking_created.basic', `many${index}`);
		await bookings.database.query('RENAME TABLE booking_history TO gone');
		expect(await run()).toHaveLength(1);
		const attempts = 'SELECT SUM(attempts) AS n FROM webhook_events';
		expect(await bookings.database.query(attempts)).toEqual([{ n: '3' }]);
	});

	it('creates one failed execution for an event that can never run again', async () => {
		for (const uid of ['gone', 'good']) await due('booking_created.basic', uid);
		await bookings.database.query(
			"UPDATE webhook_events SET payload = NULL WHERE external_id = 'gone'",
		);
		const { executions, errors } = await pollOnce();
		expect(executions.map(({ error }) => error)).toEqual([null]);
		expect(errors).toMatchObject([
			{
				name: 'NodeOperationError',
				message: expect.stringMatching(/^Event 1: The stored body of this event is gone/),
				description: expect.stringContaining('manually'),
				context: {
					event: { id: 1, needsPerson: true },
					executionsUrl: 'http://127.0.0.1/workflow/mtlCalComBookings01/executions',
				},
			},
		]);
		expect((await pollOnce()).errors).toEqual([]);
		expect((await rows()).map(({ status }) => status)).toEqual(['quarantined', 'processed']);
	});

	it('waits for the next minute while the database does not answer', async () => {
		const { instance, database } = bookings;
		instance.credentials['mtlDatabaseApi'] = databaseCredential(database, { port: 1 });
		expect(await pollOnce()).toEqual({ executions: [], errors: [] });
	});

	it('notes the settings that an import in the editor drops, until it polls no more', async () => {
		const now = new Date();
		await pollOnce();
		expect(missingSettings(now)).toEqual([]);
		bookings.instance.json.settings = { executionOrder: 'v1' };
		await pollOnce();
		expect(missingSettings(now)).toEqual([
			expect.stringMatching(/^The workflow "Cal.com bookings" has no alert: /),
			expect.stringMatching(
				/^The workflow "Cal.com bookings" has lost its setting for the time limit: /,
			),
		]);
		expect(missingSettings(new Date(now.getTime() + 3_600_000))).toEqual([]);
	});

	it('waits too while n8n has lost its credential, so that the webhook stays published', async () => {
		bookings.instance.credentials['mtlDatabaseApi'] = undefined;
		expect(await pollOnce()).toEqual({ executions: [], errors: [] });
	});

	it('fails if its tables are missing', async () => {
		await bookings.database.query('RENAME TABLE webhook_events TO gone');
		await expect(pollOnce()).rejects.toThrow('The database lacks the table webhook_events');
	});
});
