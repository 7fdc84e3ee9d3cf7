import { recordDelivery } from '../../nodes/core/services/recordDelivery';
import { inboxEvent } from '../../nodes/core/services/recordReceived';
import {
	event,
	failing as failStep,
	failure,
	reason,
	rowsAndDue,
	unrecorded,
} from '../support/failingStep';
import { databaseCredential, type Mtl, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
const rows = async () => await rowsAndDue(mtl);
const failing = async (changes?: object) => await failStep(mtl, changes);

beforeEach(async () => {
	mtl = await startMtl();
});
afterEach(async () => await mtl.close());

describe('Event: Fail, for an event that could not be recorded,', () => {
	const waiting = { unrecorded, answered: true };

	it('sends it to the wait while the database does not answer', async () => {
		mtl.credentials['mtlDatabaseApi'] = databaseCredential(mtl.database, { port: 1 });
		const execution = await failing(waiting);
		expect(execution).toMatchObject({ error: null, answers: [] });
		expect(execution.sent('Step')).toMatchObject([{ json: { ...event, ...waiting } }]);
	});

	it('records it as due immediately when the database answers again', async () => {
		const execution = await failing(waiting);
		expect(execution).toMatchObject({ error: null, answers: [] });
		expect(execution.sent('Step')).toEqual([]);
		expect(await rows()).toMatchObject([
			{ status: 'failed', due: 1, dedupe_key: event.event.key, error_message: reason },
		]);
	});

	it("fails the execution if waiting can't help", async () => {
		const execution = await failing({ ...waiting, details: { ...failure.details, code: 'input' } });
		expect(execution).toMatchObject({ error: reason, answers: [] });
		expect(await rows()).toMatchObject([{ status: 'failed', due: 0 }]);
	});
});

describe('Event: Fail, while the database does not answer,', () => {
	const recorded = async () => {
		const { id } = await recordDelivery(mtl.database.db, inboxEvent(event, unrecorded));
		return { event: { ...event.event, id } };
	};
	const away = () => databaseCredential(mtl.database, { port: 1 });

	it('also sends a recorded event to the wait, and tells Cal.com that it is kept', async () => {
		const item = await recorded();
		mtl.credentials['mtlDatabaseApi'] = away();
		const execution = await failing(item);
		const body = { status: 'accepted', event: item.event.id };
		expect(execution).toMatchObject({ error: null, answers: [{ statusCode: 202, body }] });
		expect(execution.sent('Step')).toMatchObject([
			{ json: { ...item, answered: true, waited: true } },
		]);
	});

	it('never answers twice', async () => {
		const item = await recorded();
		mtl.credentials['mtlDatabaseApi'] = away();
		expect((await failing({ ...item, answered: true })).answers).toEqual([]);
	});

	it('makes the event due immediately when it returns from the wait, and alerts no one', async () => {
		const item = await recorded();
		const execution = await failing({ ...item, answered: true, waited: true });
		expect(execution).toMatchObject({ error: null, answers: [] });
		expect(execution.sent('Step')).toEqual([]);
		expect(await rows()).toMatchObject([{ status: 'failed', due: 1, error_message: reason }]);
	});
});
