import { fittingFor } from '../../nodes/core/db/fitting';
import { installationOf } from '../../nodes/core/db/installation';
import { type LeadValues, upsertLead } from '../../nodes/core/db/repositories/leads';
import { stampOf } from '../../nodes/core/domain/stamp';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';

const nothing = {
	phoneIdentity: null,
	firstName: null,
	lastName: null,
	phone: null,
	activityNotes: null,
	reference: null,
	sourceDetail: null,
};
const stamp = (day: number) =>
	stampOf(`2026-11-0${day}T08:00:00.000Z`, 'created', `${day}`.repeat(64));

onEachServer((server) => {
	let database: TestDatabase;
	const upsert = async (values: LeadValues) =>
		await upsertLead(database.db, values, fittingFor(await installationOf(database.db)));
	beforeAll(async () => {
		database = await makeDatabase(server);
	});
	afterAll(async () => await database.drop());

	const lead = async (email: string) =>
		(
			await database.query('SELECT first_name, last_name, phone FROM leads WHERE email = ?', [
				email,
			])
		)[0];

	it('replaces field by field: a newer name of one word leaves the last name alone', async () => {
		const email = 'word@example.com';
		const full = {
			...nothing,
			email,
			firstName: 'Mara',
			lastName: 'Jansen',
			phone: '+31612345678',
		};
		await upsert({ ...full, stamp: stamp(2), firstTouchStamp: stamp(2) });
		await upsert({
			...nothing,
			email,
			firstName: 'Marieke',
			stamp: stamp(3),
			firstTouchStamp: stamp(3),
		});
		await upsert({
			...nothing,
			email,
			firstName: 'M.',
			lastName: 'J.',
			stamp: stamp(1),
			firstTouchStamp: stamp(1),
		});
		expect(await lead(email)).toEqual({
			first_name: 'Marieke',
			last_name: 'Jansen',
			phone: '+31612345678',
		});
	});

	it('does not let an older event replace values that existed before this package', async () => {
		const email = 'old@example.com';
		await database.query(
			"INSERT INTO leads (email, first_name, created_at) VALUES (?, 'Kept', '2026-11-05 12:00:00')",
			[email],
		);
		await upsert({
			...nothing,
			email,
			firstName: 'Older',
			lastName: 'Filled',
			stamp: stamp(4),
			firstTouchStamp: stamp(4),
		});
		expect(await lead(email)).toMatchObject({ first_name: 'Kept', last_name: 'Filled' });
		await upsert({
			...nothing,
			email,
			firstName: 'Newer',
			stamp: stamp(6),
			firstTouchStamp: stamp(6),
		});
		expect(await lead(email)).toMatchObject({ first_name: 'Newer', last_name: 'Filled' });
	});

	it('keeps manual edits when the same event runs again', async () => {
		const email = 'again@example.com';
		const event = {
			...nothing,
			email,
			firstName: 'Typed',
			stamp: stamp(2),
			firstTouchStamp: stamp(2),
		};
		await upsert(event);
		await database.query("UPDATE leads SET first_name = 'By hand' WHERE email = ?", [email]);
		await upsert(event);
		expect(await lead(email)).toMatchObject({ first_name: 'By hand' });
	});
});
