import type { IRun } from 'n8n-workflow';

import { recordDelivery } from '../../nodes/core/services/recordDelivery';
import { inboxEvent } from '../../nodes/core/services/recordReceived';
import { fixture, read } from '../support/events';
import {
	event,
	failing as failStep,
	failure,
	reason,
	rowsAndDue,
	unrecorded,
} from '../support/failingStep';
import { type Mtl, outOf, runStep, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
const rows = async () => await rowsAndDue(mtl);
const failing = async (changes?: object) => await failStep(mtl, changes);
/** What the workflow "Alert on failure" reads. */
const signOf = ({ data }: IRun) => data.resultData.error?.context?.['event'] as unknown;
let id: number;

beforeEach(async () => {
	mtl = await startMtl();
	({ id } = await recordDelivery(mtl.database.db, inboxEvent(event, unrecorded)));
});
afterEach(async () => await mtl.close());

describe('Event: Fail', () => {
	it('stores the reason on the row, answers 500 once, and fails the execution', async () => {
		const execution = await failing({ event: { ...event.event, id } });
		expect(execution).toMatchObject({
			error: reason,
			answers: [{ statusCode: 500, body: { status: 'failed', event: id, reason } }],
			run: { status: 'error' },
		});
		expect(execution.run.data.resultData.error).toMatchObject({
			description: 'Mend it.',
			context: { event: { id, needsPerson: false } },
		});
		expect(await rows()).toMatchObject([{ status: 'failed', error_message: reason, due: 0 }]);
	});

	it('takes the message of any failed node', async () => {
		const recorded = { event: { ...event.event, id }, details: undefined };
		expect((await failing({ ...recorded, error: { message: 'HTTP 404' } })).error).toBe('HTTP 404');
		expect((await failing({ ...recorded, error: undefined })).error).toBe(
			'A step failed without giving a reason.',
		);
	});

	it('does not answer if Cal.com was already answered', async () => {
		const execution = await failing({ event: { ...event.event, id }, answered: true });
		expect(execution).toMatchObject({ error: reason, answers: [] });
	});

	it('stores every reason when several items fail together', async () => {
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

	it('asks for a person once the event is quarantined, and only once', async () => {
		await mtl.database.query('UPDATE webhook_events SET attempts = 7');
		const signs = [];
		for (let run = 0; run < 2; run++) {
			const { error, run: ended } = await failing({ event: { ...event.event, id } });
			expect([error, ended.status]).toEqual([reason, 'error']);
			signs.push(signOf(ended));
		}
		expect(signs).toEqual([
			{ id, needsPerson: true },
			{ id, needsPerson: false },
		]);
		expect(await rows()).toMatchObject([{ status: 'quarantined', error_message: reason }]);
	});

	it('asks for a person when one of several events is quarantined', async () => {
		const other = read(fixture('booking_cancelled'));
		const second = await recordDelivery(mtl.database.db, inboxEvent(other, unrecorded));
		await mtl.database.query('UPDATE webhook_events SET attempts = 7 WHERE id = ?', [second.id]);
		const items = [
			{ ...event, event: { ...event.event, id }, ...failure },
			{ ...other, event: { ...other.event, id: second.id }, ...failure, error: 'It bent.' },
		];
		const execution = await runStep(mtl.step('event.fail'), items as never);
		expect(execution.error).toBe('Save Lead: It bent. Mend it.');
		expect(signOf(execution.run)).toEqual({ id: second.id, needsPerson: true });
	});

	it.each([
		[
			'an event whose row was deleted',
			async () => mtl.database.query('DELETE FROM webhook_events'),
			true,
		],
		[
			'an event that another run processed',
			async () =>
				mtl.database.query("UPDATE webhook_events SET status = 'processed', locked_until = NULL"),
			false,
		],
	])('says whether a person is needed: %s', async (_name, happens, needsPerson) => {
		await happens();
		const { run } = await failing({ event: { ...event.event, id } });
		expect(signOf(run)).toEqual({ id, needsPerson });
	});

	it('fails even if the reason says "canceled", which n8n shows as stopped by a person', async () => {
		const canceled = { event: { ...event.event, id }, error: 'Request canceled' };
		const { run, error } = await failing(canceled);
		expect([run.status, error]).toEqual(['error', 'Save Lead: Request cancelled Mend it.']);
	});

	it('never changes an event that another run has processed', async () => {
		await mtl.database.query("UPDATE webhook_events SET status = 'processed', locked_until = NULL");
		await failing({ event: { ...event.event, id } });
		expect(await rows()).toMatchObject([{ status: 'processed' }]);
	});

	it("fails even if the reason can't be stored: the event is claimed as unfinished", async () => {
		await mtl.database.query('ALTER TABLE webhook_events DROP COLUMN execution_id');
		const execution = await failing({ event: { ...event.event, id } });
		expect(execution).toMatchObject({ error: reason, answers: [{ statusCode: 500 }] });
		expect(signOf(execution.run)).toEqual({ id, needsPerson: false });
	});

	it('fails a row by ID', async () => {
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
