import type { IDataObject } from 'n8n-workflow';

import { recordDelivery } from '../../nodes/core/services/recordDelivery';
import { inboxEvent } from '../../nodes/core/services/recordReceived';
import { read, variant } from '../support/events';
import { event, rowsAndDue, unrecorded } from '../support/failingStep';
import { databaseCredential, type Mtl, runStep, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
let item: IDataObject;
const step = (more: object = {}) => ({ ...mtl.step('booking.createOrUpdate'), ...more });
const away = () => ({
	credentials: { mtlDatabaseApi: databaseCredential(mtl.database, { port: 1 }) },
});

beforeEach(async () => {
	mtl = await startMtl();
	const { id } = await recordDelivery(mtl.database.db, inboxEvent(event, unrecorded));
	item = { ...event, event: { ...event.event, id } } as never;
});
afterEach(async () => await mtl.close());

describe('a step of a branch that fails', () => {
	it('stores the reason on the row, answers 500, and fails the execution', async () => {
		await mtl.database.query('RENAME TABLE booking_history TO gone');
		const execution = await runStep(step(), [item]);
		const reason = expect.stringMatching(
			/^Step: The database lacks the table booking_history.*Migrate/,
		);
		expect(execution).toMatchObject({
			answers: [{ statusCode: 500, body: { status: 'failed', event: 1, reason } }],
			run: { status: 'error' },
		});
		expect(execution.run.data.resultData.error).toMatchObject({
			message: reason,
			context: { event: { id: 1, needsPerson: false } },
		});
		expect(await rowsAndDue(mtl)).toMatchObject([
			{ status: 'failed', error_message: reason, due: 0, execution_id: expect.any(String) },
		]);
	});

	it('does not answer if Cal.com was already answered', async () => {
		await mtl.database.query('RENAME TABLE booking_history TO gone');
		expect((await runStep(step(), [{ ...item, answered: true }])).answers).toEqual([]);
	});

	it('asks for a person after the last attempt', async () => {
		await mtl.database.query('UPDATE webhook_events SET attempts = 7');
		await mtl.database.query('RENAME TABLE booking_history TO gone');
		const { run } = await runStep(step(), [item]);
		expect(run.data.resultData.error?.context?.['event']).toEqual({ id: 1, needsPerson: true });
		expect(await rowsAndDue(mtl)).toMatchObject([{ status: 'quarantined' }]);
	});

	it('tells Cal.com that the event is kept while the database is away, and alerts no one', async () => {
		const execution = await runStep(step(away()), [item]);
		expect(execution.answers).toMatchObject([
			{ statusCode: 202, body: { status: 'accepted', event: 1 } },
		]);
		expect(execution.run.data.resultData.error).toMatchObject({
			message: expect.stringMatching(/^Step: The database does not answer/),
			context: { event: { id: 1, needsPerson: false } },
		});
	});

	it('retries while the database is away', async () => {
		const broken = databaseCredential(mtl.database, { port: 1 });
		setTimeout(() => Object.assign(broken, databaseCredential(mtl.database)), 300);
		const execution = await runStep(step({ credentials: { mtlDatabaseApi: broken } }), [item]);
		expect(execution).toMatchObject({ error: null, run: { status: 'success' } });
	});

	it('fails each item separately, and processes the others', async () => {
		const other = read(
			variant('booking_cancelled', '2026-11-03T08:00:00.000Z', { uid: 'another' }),
		);
		const second = await recordDelivery(mtl.database.db, inboxEvent(other, unrecorded));
		const good = { ...other, event: { ...other.event, id: second.id } } as never;
		await mtl.database.query(
			`ALTER TABLE bookings ADD CONSTRAINT no_bad CHECK (external_booking_id <> '${event.booking?.uid}')`,
		);
		const execution = await runStep(step(), [item, good]);
		expect(execution.run.data.resultData.error).toMatchObject({
			context: { event: { id: 1 } },
		});
		expect(await rowsAndDue(mtl)).toMatchObject([{ status: 'failed' }, { status: 'received' }]);
		expect(await mtl.database.query('SELECT status FROM bookings')).toEqual([
			{ status: 'cancelled' },
		]);
	});
});
