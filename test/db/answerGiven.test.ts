import { eraseLead } from '../../nodes/core/erasure/eraseLead';
import { answerGiven } from '../../nodes/core/services/desk/answerGiven';
import { readEvents } from '../../nodes/core/services/desk/pages';
import { recordEvent } from '../../nodes/core/services/recordEvent';
import { inboxEvent } from '../../nodes/core/services/recordReceived';
import { replayEvents } from '../../nodes/core/services/replay';
import { failEvent } from '../../nodes/core/services/settleEvent';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { fixture, read } from '../support/events';
import { acceptAll, deliver, emptyTables, receive } from './deliver';

const created = fixture('booking_created.basic');

onEachServer((server) => {
	let database: TestDatabase;
	const given = async () => (await readEvents(database.db)).recent.map(answerGiven)[0];
	const oneOf = (...answers: string[]) => ({ kind: 'given', oneOf: answers });
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());

	it('is the one that the row leaves, for deliveries that start nothing', async () => {
		await deliver(database.db, { triggerEvent: 'BOOKING_CREATED', payload: 'none' });
		expect(await given()).toEqual(oneOf('422 failed'));
		await receive(database.db, created, { ...acceptAll, events: [] });
		expect(await given()).toEqual(oneOf('200 ignored'));
	});

	it('is one of two where the trigger may have answered immediately', async () => {
		await deliver(database.db, created);
		expect(await given()).toEqual(oneOf('200 processed', '202 accepted'));
		await database.query("UPDATE webhook_events SET status = 'received'");
		expect(await given()).toEqual({ kind: 'open' });
		const [{ id } = {}] = await database.query('SELECT id FROM webhook_events');
		await failEvent(database.db, Number(id), { text: 'x' }, new Date());
		expect(await given()).toEqual(oneOf('500 failed', '202 accepted'));
		await database.query("UPDATE webhook_events SET status = 'processed', attempts = 2");
		expect(await given()).toEqual(oneOf('500 failed', '202 accepted'));
		await replayEvents(database.db, { ids: [Number(id)] });
		expect(await given()).toEqual({ kind: 'unknown' });
	});

	it('is not told for people who were erased, and for what no delivery told', async () => {
		await deliver(database.db, created);
		await database.query("UPDATE webhook_events SET status = 'quarantined'");
		await eraseLead(database.db, 'mara.oeztuerk@kunde.example');
		expect(await given()).toEqual({ kind: 'unknown' });
		await emptyTables(database.query);
		const event = read(created);
		const found = { ...event, event: { ...event.event, source: 'reconcile' as const } };
		const unrecorded = { payload: JSON.stringify(created), bodyHash: 'x', reading: '{}' };
		await recordEvent(database.db, found, inboxEvent(found, unrecorded));
		expect(await given()).toEqual({ kind: 'none' });
	});
});
