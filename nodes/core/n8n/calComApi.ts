import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { accountOf } from '../calcom/api/account';
import { CalComApi } from '../calcom/api/client';
import { MtlError } from '../domain/errors';
import { credentialOf, failedTest, type HasCredentials } from './credentials';

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

const clients = new WeakMap<HasCredentials, Promise<CalComApi>>();

/**
 * The client for the credential of a node, the same for all items of one execution, so that it paces
 * their requests together.
 *
 * @throws {MtlError} if the credential is missing, or its base URL is not a web address
 */
export async function calComApiFor(functions: HasCredentials): Promise<CalComApi> {
	// Only some operations need it, so the editor does not ask for it.
	if (!functions.getNode().credentials?.[apiCredential]) {
		throw new MtlError(
			'input',
			'No Cal.com API credential is selected on this step.',
			'Select one under "Credential for MTL Cal.com API", or create it with an API key from Cal.com.',
		);
	}
	const client = clients.get(functions) ?? credentialOf(functions, apiCredential).then(calComApiOf);
	clients.set(functions, client);
	return await client;
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
