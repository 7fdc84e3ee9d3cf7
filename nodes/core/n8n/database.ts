import type {
	ICredentialTestFunctions,
	ICredentialsDecrypted,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { openDatabase, type Db } from '../db/connection';
import { checkDatabase } from '../db/migration/check';
import { sharedDatabase } from '../db/pools';
import { MtlError } from '../domain/errors';
import { databaseCredential, settingsFromCredential } from './credentials';

interface HasCredentials {
	getCredentials<T extends object>(type: string): Promise<T>;
}

/** The database of the node's credential: one pool per credential in the whole process. */
export async function databaseOf(functions: HasCredentials): Promise<Db> {
	return sharedDatabase(settingsFromCredential(await functions.getCredentials(databaseCredential)));
}

/**
 * "Test" of the database credential: opens a connection of its own, outside the shared pool, and says in one
 * sentence what is missing.
 */
export async function testDatabase(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const db = openDatabase({ ...settingsFromCredential(credential.data ?? {}), poolSize: 1 });
	try {
		const report = await checkDatabase(db);
		return { status: report.ready ? 'OK' : 'Error', message: report.message };
	} catch (error) {
		const { message, hint } =
			error instanceof MtlError ? error : { message: String(error), hint: '' };
		return { status: 'Error', message: `${message} ${hint}`.trim() };
	} finally {
		await db.destroy();
	}
}
