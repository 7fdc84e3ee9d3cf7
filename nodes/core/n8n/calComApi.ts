import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { accountOf } from '../calcom/api/account';
import { CalComApi } from '../calcom/api/client';
import { failedTest } from './credentials';

export const apiCredential = 'mtlCalComApi';

/**
 * A client with the key of a credential.
 *
 * @throws {MtlError} `input` if the base URL is not a web address
 */
export function calComApiOf(data: ICredentialDataDecryptedObject): CalComApi {
	return new CalComApi({
		baseUrl: String(data['baseUrl'] ?? ''),
		key: String(data['apiKey'] ?? ''),
	});
}

/** "Test" of the API credential: says whose key it is, or what Cal.com says. */
export async function testCalComApi(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const { name, email } = await accountOf(calComApiOf(credential.data ?? {}));
		return { status: 'OK', message: `This is the key of ${name ? `${name} (${email})` : email}.` };
	} catch (error) {
		return failedTest(error);
	}
}
