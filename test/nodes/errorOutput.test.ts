import type { IDataObject } from 'n8n-workflow';

import { operations } from '../../nodes/Mtl/operations';
import { fixture, read } from '../support/events';
import { databaseCredential, type Mtl, runStep, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
const event = read(fixture('booking_created.basic')) as unknown as IDataObject;
const bad = { hello: 1 };
const onError = 'continueErrorOutput' as const;

beforeAll(async () => {
	mtl = await startMtl();
});
afterAll(async () => await mtl.close());

describe('under "Continue (using error output)", no failure leaves as a success:', () => {
	it('only the bad item goes to the error output, with its input', async () => {
		const items = [event, bad, { ...event, mine: 2 }];
		const execution = await runStep(mtl.step('lead.createOrUpdate', {}, { onError }), items);
		expect(execution.sent('Step').map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 2 },
		]);
		expect(execution.sent('Step', 1)).toEqual([
			{
				json: {
					hello: 1,
					error: 'The item is not a booking event: "event" is missing or invalid.',
					details: { step: 'Step', code: 'input', hint: expect.stringContaining('Define Below') },
				},
				pairedItem: { item: 1 },
			},
		]);
	});

	const faults: Array<[string, (name: string) => Parameters<typeof runStep>[0]]> = [
		[
			'the database does not answer',
			(name) => ({
				...mtl.step(name),
				credentials: { mtlDatabaseApi: databaseCredential(mtl.database, { port: 1 }) },
			}),
		],
		[
			'the password is wrong',
			(name) => ({
				...mtl.step(name),
				credentials: { mtlDatabaseApi: databaseCredential(mtl.database, { password: 'wrong' }) },
			}),
		],
		['the credential was deleted', (name) => ({ ...mtl.step(name), credentials: {} })],
		['no credential is chosen', (name) => ({ ...mtl.step(name), node: { credentials: {} } })],
	];
	const own = {
		eventId: 1,
		bookingId: 1,
		teacherId: 1,
		leadId: 1,
		uid: 'uid1',
		email: 'a@example.com',
		bookingPage: 'https://cal.com/my-school/level-check',
		since: '2026-01-01T00:00:00Z',
	};
	const all = operations.map(({ resource, value }) => `${resource}.${value}`);
	it.each(faults.flatMap(([fault, stepOf]) => all.map((name) => ({ name, fault, stepOf }))))(
		'$name when $fault',
		async ({ name, stepOf }) => {
			const step = stepOf(name);
			const execution = await runStep(
				{ ...step, parameters: { ...step.parameters, ...own }, onError },
				[event],
			);
			expect(execution.sent('Step')).toEqual([]);
			expect(execution.sent('Step', 1)).toMatchObject([
				{ json: { event: event['event'], error: expect.any(String) } },
			]);
		},
	);

	it('an operation that does not exist', async () => {
		const execution = await runStep(mtl.step('lead.explode', {}, { onError }), [event]);
		expect(execution.sent('Step')).toEqual([]);
		expect(execution.sent('Step', 1)).toMatchObject([
			{ json: { error: 'The operation "lead: explode" does not exist.' } },
		]);
	});
});
