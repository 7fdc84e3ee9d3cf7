import type { IDataObject } from 'n8n-workflow';

import { recordDelivery } from '../../nodes/shared/services/inbox';
import { inboxEvent } from '../../nodes/shared/services/recordReceived';
import { fixture, read } from '../support/events';
import { databaseCredential, type Mtl, outOf, runStep, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
const event = read(fixture('booking_created.basic'));
const unrecorded = {
	payload: JSON.stringify(fixture('booking_created.basic')),
	bodyHash: 'f'.repeat(64),
	reading: '{}',
};
const failure = {
	error: 'It broke.',
	details: { step: 'Save Lead', hint: 'Mend it.', code: 'data' },
};
const reason = 'Save Lead: It broke. Mend it.';
const rows = async () =>
	await mtl.database.query(
		'SELECT *, next_attempt_at <= UTC_TIMESTAMP(3) AS due FROM webhook_events',
	);
const failing = async (changes: object = {}) =>
	await runStep(mtl.step('event.fail'), [{ ...event, ...failure, ...changes } as IDataObject]);
let id: number;

beforeEach(async () => {
	mtl = await startMtl();
	({ id } = await recordDelivery(mtl.database.db, inboxEvent(event, unrecorded)));
});
afterEach(async () => await mtl.close());

describe('Event: Fail', () => {
	it('keeps the reason on the row, answers 500 once, and makes the execution red', async () => {
		const execution = await failing({ event: { ...event.event, id } });
		expect(execution).toMatchObject({
			error: reason,
			answers: [{ statusCode: 500, body: { status: 'failed', event: id, reason } }],
			run: { status: 'error' },
		});
		expect(execution.run.data.resultData.error).toMatchObject({ description: 'Mend it.' });
		expect(await rows()).toMatchObject([{ status: 'failed', error_message: reason, due: 0 }]);
	});

	it('takes the words of any node that failed', async () => {
		const recorded = { event: { ...event.event, id }, details: undefined };
		expect((await failing({ ...recorded, error: { message: 'HTTP 404' } })).error).toBe('HTTP 404');
		expect((await failing({ ...recorded, error: undefined })).error).toBe(
			'A step failed without saying why.',
		);
	});

	it('answers nothing where Cal.com has its answer', async () => {
		const execution = await failing({ event: { ...event.event, id }, answered: true });
		expect(execution).toMatchObject({ error: reason, answers: [] });
	});

	it('keeps every reason when several items fail together', async () => {
		const other = read(fixture('booking_cancelled'));
		const second = await recordDelivery(mtl.database.db, inboxEvent(other, unrecorded));
		const items = [
			{ ...event, event: { ...event.event, id }, ...failure },
			{ ...other, event: { ...other.event, id: second.id }, ...failure, error: 'It bent.' },
		];
		const execution = await runStep(mtl.step('event.fail'), items as never);
		expect(execution.run.status).toBe('error');
		expect(await rows()).toMatchObject([
			{ error_message: reason },
			{ error_message: 'Save Lead: It bent. Mend it.' },
		]);
	});

	it('never undoes that another run has processed the event', async () => {
		await mtl.database.query("UPDATE webhook_events SET status = 'processed'");
		await failing({ event: { ...event.event, id } });
		expect(await rows()).toMatchObject([{ status: 'processed' }]);
	});

	it('answers and ends red even when the reason can not be written', async () => {
		mtl.credentials['mtlDatabaseApi'] = databaseCredential(mtl.database, { port: 1 });
		const execution = await failing({ event: { ...event.event, id } });
		expect(execution).toMatchObject({ error: reason, answers: [{ statusCode: 500 }] });
	});

	it('fails a row by its ID', async () => {
		const parameters = { dataMode: 'defineBelow', eventId: id, reason: 'By hand' };
		const [out] = await outOf(mtl.step('event.fail', parameters));
		expect(out).toEqual({
			event: { id },
			status: 'failed',
			nextAttemptAt: expect.stringMatching(/Z$/),
		});
		expect(await rows()).toMatchObject([{ status: 'failed', error_message: 'By hand' }]);
	});
});
