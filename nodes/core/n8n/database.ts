import type {
	ICredentialTestFunctions,
	ICredentialsDecrypted,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { secretProblem } from '../calcom/secretForm';
import { openDatabase, type Db } from '../db/connection';
import { checkDatabase } from '../db/migration/check';
import { sharedDatabase } from '../db/pools';
import {
	credentialOf,
	databaseCredential,
	failedTest,
	type HasCredentials,
	settingsFromCredential,
} from './credentials';

/**
 * The database of the node's credential: one pool per credential in the whole process.
 *
 * @throws {MtlError} `unreachable` when n8n can't read the credential
 */
export async function databaseOf(functions: HasCredentials): Promise<Db> {
	return sharedDatabase(settingsFromCredential(await credentialOf(functions, databaseCredential)));
}

/**
 * "Test" of the database credential: opens a connection of its own, outside the shared pool, and says in one
 * sentence what is missing.
 */
export async function testDatabase(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const settings = settingsFromCredential(credential.data ?? {});
	const db = openDatabase({ ...settings, poolSize: 1 });
	try {
		const report = await checkDatabase(db);
		return { status: report.ready ? 'OK' : 'Error', message: report.message };
	} catch (error) {
		return failedTest(error, secretProblem(settings.password, 'The password'));
	} finally {
		await db.destroy();
	}
}
