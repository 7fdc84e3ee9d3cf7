import type { IDataObject } from 'n8n-workflow';

import { Mtl } from '../../nodes/runtime';
import { eventOf, withPayload } from '../calcom/deliveries';
import { databaseCredential, type Mtl as Started, outOf, startMtl } from '../support/n8nCoreNode';

let mtl: Started;
beforeAll(async () => {
	mtl = await startMtl();
	await mtl.database.query(
		'ALTER TABLE leads ADD native_language VARCHAR(50) NULL, ADD crm_id INT NULL',
	);
	await mtl.database.query('ALTER TABLE bookings ADD goal TEXT NULL');
});
afterAll(async () => await mtl.close());

const event = (uid: string, answers: IDataObject) =>
	eventOf(
		withPayload('booking_created.basic', { uid, userFieldsResponses: answers }),
	) as unknown as IDataObject;
const step = (rows: IDataObject[], operation = 'booking.createOrUpdate') =>
	mtl.step(operation, { answerColumns: { answer: rows } });
const save = async (rows: IDataObject[], operation?: string) =>
	await outOf(
		step(rows, operation),
		event('A', { lang: { value: 'Turkish' }, goal: { value: 'exam' } }),
	);
const stored = async () => [
	...(await mtl.database.query('SELECT native_language FROM leads')),
	...(await mtl.database.query('SELECT goal FROM bookings')),
];

it('the list in the panel shows the columns of the school, with their types', async () => {
	const context = {
		getNode: () => ({ name: 'Save', credentials: {} }),
		getCredentials: async () => databaseCredential(mtl.database),
	};
	const { getOwnColumns } = new Mtl().methods.loadOptions;
	expect(await getOwnColumns.call(context as never)).toEqual([
		{ name: 'leads.native_language (varchar(50))', value: 'leads.native_language' },
		{ name: expect.stringMatching(/^leads\.crm_id \(int/), value: 'leads.crm_id' },
		{ name: 'bookings.goal (text)', value: 'bookings.goal' },
	]);
	const gone = {
		...context,
		getCredentials: async () => databaseCredential(mtl.database, { port: 1 }),
	};
	await expect(getOwnColumns.call(gone as never)).rejects.toThrow('The database does not answer');
});

it('a Booking step writes answers to leads and bookings, a Lead step to leads', async () => {
	const [question, column] = ['lang', 'leads.native_language'];
	await save([{ question, column }], 'lead.createOrUpdate');
	expect(await stored()).toEqual([{ native_language: 'Turkish' }]);
	await save([
		{ question, column },
		{ question: 'goal', column: 'bookings.goal' },
	]);
	expect(await stored()).toEqual([{ native_language: 'Turkish' }, { goal: 'exam' }]);
});

it.each([
	[
		{ question: 'lang', column: 'leads.gone' },
		'"Answers to Columns" names leads.gone, which is not',
	],
	[
		{ question: 'lang', column: 'leads.email' },
		'"Answers to Columns" names leads.email, which is not',
	],
	[
		{ question: 'lang', column: 'users.name' },
		'names no column of leads or bookings for the question "lang"',
	],
	[
		{ question: 'lang', column: '' },
		'names no column of leads or bookings for the question "lang"',
	],
	[{ question: ' ', column: 'leads.crm_id' }, 'names no question'],
	[{ question: 'x', column: 'leads.a` = 1, email' }, 'which is not a column of your own'],
])('says what is wrong with %j', async (row, message) => {
	await expect(save([row])).rejects.toThrow(message);
});

it('a Lead step takes no column of bookings', async () => {
	const row = { question: 'goal', column: 'bookings.goal' };
	await expect(save([row], 'lead.createOrUpdate')).rejects.toThrow('names no column of leads for');
});
