import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { operations } from '../../nodes/Mtl/operations';
import { outputOf } from '../../nodes/core/n8n/routes';
import { noteSettings } from '../../nodes/core/n8n/workflowSettings';
import { recordDelivery } from '../../nodes/core/services/recordDelivery';
import { inboxEvent } from '../../nodes/core/services/recordReceived';
import { eventOf, fixture, fixtureNames, read, withPayload } from '../calcom/deliveries';
import { testSchool } from '../support/calcom/testSchool';
import { databaseCredential, type Mtl, outOf, startMtl } from '../support/n8nCoreNode';
import { schemaOf, shippedSchema, writeSchema } from '../support/n8nCoreSchema';

let mtl: Mtl;
/** What each operation really returned. */
const outputs: Record<string, IDataObject[]> = {};
const run = async (name: string, parameters: IDataObject = {}, item: IDataObject = {}) => {
	const out = await outOf(mtl.step(name, parameters), item);
	outputs[name] = [...(outputs[name] ?? []), ...out];
	return out[0] ?? {};
};
const withNotes = withPayload('booking_created.basic', { uid: 'notes', additionalNotes: 'Hello' });
const below = { dataMode: 'defineBelow' };
/** The booking step of each branch of the workflow. */
const bookingSteps = {
	Created: 'booking.createOrUpdate',
	Rescheduled: 'booking.reschedule',
	Cancelled: 'booking.cancel',
	Other: 'booking.createOrUpdate',
};

beforeAll(async () => {
	mtl = await startMtl();
	await run('database.migrate');
	outputs['database.migrate'] = [{ status: 'ready', statements: ['CREATE TABLE …'] }];
	for (const body of [...fixtureNames.map(fixture), withNotes]) {
		const result = read(body);
		if (!result.ok || !result.event.booking) continue;
		const branch = outputOf(result.event);
		const item = result.event as unknown as IDataObject;
		if (branch === 'Created') await run('lead.createOrUpdate', {}, item);
		await run(
			'event.finish',
			{},
			await run('activity.log', {}, await run(bookingSteps[branch], {}, item)),
		);
	}
	const kept = { payload: '{}', bodyHash: 'f'.repeat(64), reading: '{}' };
	const { id: eventId } = await recordDelivery(
		mtl.database.db,
		inboxEvent(eventOf(withNotes), kept),
	);
	const finished = inboxEvent(eventOf(fixture('booking_cancelled')), kept);
	const { id: finishedId } = await recordDelivery(mtl.database.db, finished);
	await mtl.database.query(
		"UPDATE webhook_events SET status = 'processed', processed_at = UTC_TIMESTAMP(3) WHERE id = ?",
		[finishedId],
	);
	const away = { unrecorded: kept, ...(eventOf(withNotes) as unknown as IDataObject) };
	const gone = { mtlDatabaseApi: databaseCredential(mtl.database, { port: 1 }) };
	outputs['event.record'] = await outOf({ ...mtl.step('event.record'), credentials: gone }, away);
	await run('event.fail', { ...below, eventId, reason: 'By hand' });
	const id = (await run('booking.getAll', { returnAll: true }))['id'];
	await run('booking.get', { bookingId: id });
	await mtl.database.query(
		"INSERT INTO users (name, email) VALUES ('Teacher', 'teacher@example.com')",
	);
	await run('booking.assignTeacher', { bookingId: id, teacherId: 1 });
	await run('booking.setOutcome', { bookingId: id });
	await run('lead.get', { leadId: (await run('lead.getAll', { returnAll: true }))['id'] });
	await run('lead.getBookingLink', {
		email: 'mara.oeztuerk@kunde.example',
		bookingPage: 'https://cal.com/my-school',
	});
	for (const name of ['activity.getAll', 'event.getAll']) await run(name, { returnAll: true });
	await mtl.database.query(
		"UPDATE webhook_events SET next_attempt_at = UTC_TIMESTAMP(3) - INTERVAL 1 MINUTE WHERE status = 'failed'",
	);
	await mtl.database.query(
		"UPDATE bookings SET status = 'scheduled', scheduled_at = UTC_TIMESTAMP(3) + INTERVAL 1 DAY",
	);
	await run('booking.digest', { inDays: 1 });
	await run('event.health');
	const imported = { getWorkflow: () => ({ id: 'imported' }), getWorkflowSettings: () => ({}) };
	noteSettings(imported, new Date());
	const calcom = await testSchool({ dialect: 'cloud', clock: () => Date.now() - 3_600_000 });
	const person = { name: 'Jo Doe', email: 'jo@family.example' };
	const type = calcom.school.addEventType({ title: 'Level check', ownerId: calcom.ina.id });
	await calcom.play.book({ type, start: Date.now() + 86_400_000, person });
	calcom.school.bookings.push({
		...calcom.school.bookings[0],
		uid: 'strange',
		status: 'lost',
	} as never);
	const key = { mtlCalComApi: { apiKey: calcom.ina.key, baseUrl: calcom.url } };
	for (const name of ['event.reconcile', 'event.backfill']) {
		const step = mtl.step(name, { scope: 'narrow', since: '2026-01-01T00:00:00Z' });
		outputs[name] = await outOf({ ...step, credentials: { ...step.credentials, ...key } }, {});
	}
	await calcom.stop();
	await run('event.health', { includeLists: true });
	await run('event.replay', { eventIds: String(eventId) });
	await run('event.retention');
	await run('lead.erase', { email: 'mara.oeztuerk@kunde.example' });
	await run('database.check');
});
afterAll(async () => await mtl.close());

describe('the output preview in the editor', () => {
	it.each(operations.map((one) => ({ ...one, title: `${one.resource}: ${one.name}` })))(
		'of $title is what it really returns',
		({ resource, value }) => {
			const real = { ...schemaOf(outputs[`${resource}.${value}`] ?? []), version: 1 };
			if (process.env['MTL_WRITE_SCHEMAS']) writeSchema(resource, value, real);
			expect(shippedSchema(resource, value)).toEqual(real);
		},
	);

	it('exists only for these operations', () => {
		const folder = join(__dirname, '../../nodes/Mtl/__schema__/v1.0.0');
		const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
			file.endsWith('.json'),
		);
		expect(found.sort()).toEqual(
			operations.map(({ resource, value }) => join(resource, `${value}.json`)).sort(),
		);
	});
});
