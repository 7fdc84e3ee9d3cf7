import type {
	ICredentialTestFunctions,
	IDataObject,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { CalComTrigger } from '../../nodes/runtime';
import { until } from '../support/n8nApi';
import { databaseCredential, type Mtl, outOf, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
let empty: Mtl;
const { credentialTest } = new CalComTrigger().methods;
const functions = {} as ICredentialTestFunctions;
const decrypted = (data: IDataObject) => ({ id: 'a', name: 'a', type: 'a', data }) as never;
const test = async (
	changes: IDataObject = {},
	{ database } = mtl,
): Promise<INodeCredentialTestResult> =>
	await credentialTest.testDatabase.call(
		functions,
		decrypted(databaseCredential(database, changes)),
	);

beforeAll(async () => {
	[mtl, empty] = [await startMtl(), await startMtl(false)];
});
afterAll(async () => {
	await mtl.close();
	await empty.close();
});

describe('the test of the database credential', () => {
	it('says that a migrated database is ready', async () => {
		expect(await test()).toEqual({
			status: 'OK',
			message: expect.stringContaining('The database is ready'),
		});
	});

	it('says what is missing in an empty database and what to do', async () => {
		expect(await test({}, empty)).toEqual({
			status: 'Error',
			message: expect.stringMatching(/table leads is missing.*Run Database: Migrate/s),
		});
	});

	it.each([
		[{ password: 'wrong' }, /refuses the connection \(1045\).*Check the user, password/],
		[{ password: 'wrong\u200b' }, /refuses the connection.*The password contains an invisible/],
		[{ password: '"wrong"' }, /refuses the connection.*The password is in quotation marks/],
		[{ database: 'no_such_database' }, /refuses the connection/],
		[{ port: 1 }, /does not answer \(ECONNREFUSED\).*host and port/],
		[{ host: 'no.such.host.invalid' }, /does not answer \((ENOTFOUND|EAI_AGAIN)\)/],
	])('says in one sentence what is wrong with %j', async (changes, message) => {
		expect(await test(changes)).toEqual({
			status: 'Error',
			message: expect.stringMatching(message),
		});
	});

	it('opens its own connection, leaves the shared pool alone, and disconnects', async () => {
		const connections = async () => {
			const [row] = await mtl.database.query(
				'SELECT COUNT(*) AS n FROM information_schema.processlist WHERE db = DATABASE()',
			);
			return Number(row?.['n']);
		};
		await outOf(mtl.step('lead.getAll'));
		const before = await connections();
		expect(await test()).toMatchObject({ status: 'OK' });
		expect(await test()).toMatchObject({ status: 'OK' });
		// The server takes a moment to notice that a client disconnected.
		expect(await until(async () => (await connections()) === before, 5)).toBe(true);
		await outOf(mtl.step('lead.getAll'));
		expect(await connections()).toBe(before);
	});
});
