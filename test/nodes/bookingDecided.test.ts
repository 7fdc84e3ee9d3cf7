import type { IDataObject } from 'n8n-workflow';

import { below, type Mtl, outOf, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
const out = async (operation: string, parameters: object = {}) =>
	await outOf(mtl.step(operation, parameters as IDataObject));
beforeAll(async () => {
	mtl = await startMtl();
	const fields = { uid: 'past', email: 'a@example.com', startsAt: '2020-01-01T10:00:00Z' };
	await out('booking.createOrUpdate', below(fields));
	await mtl.database.query(
		"INSERT INTO users (name, email) VALUES ('Teacher', 'teacher@example.com')",
	);
});
afterAll(async () => await mtl.close());

describe('Manual decisions', () => {
	it.each(['completed', 'no_show', 'cancelled', 'scheduled'])(
		'Booking: Set Outcome writes %s',
		async (outcome) => {
			const [{ id } = {}] = await out('booking.get', { uid: 'past' });
			const [row] = await out('booking.setOutcome', { bookingId: id, outcome });
			expect(row).toMatchObject({ id, status: outcome });
		},
	);

	it('Booking: Assign Teacher stores the teacher', async () => {
		const [{ id } = {}] = await out('booking.get', { uid: 'past' });
		const [row] = await out('booking.assignTeacher', { bookingId: id, teacherId: 1 });
		expect(row).toMatchObject({ id, assigned_teacher_id: 1 });
	});

	it.each([
		[
			'booking.setOutcome',
			{ bookingId: 999, outcome: 'completed' },
			'There is no booking with the id 999.',
		],
		[
			'booking.setOutcome',
			{ bookingId: 1, outcome: 'vanished' },
			'The field "Outcome" must be one of: scheduled, cancelled, completed, no_show.',
		],
		[
			'booking.assignTeacher',
			{ bookingId: 1 },
			'The field "Teacher ID" must be a whole number greater than 0.',
		],
	])('%s says what is wrong with %j', async (operation, parameters, message) => {
		await expect(out(operation, parameters)).rejects.toThrow(message);
	});
});
