import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INode,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import type { DatabaseSettings } from '../db/settings';
import { secretProblem } from '../calcom/secretForm';
import { MtlError } from '../domain/errors';

export const databaseCredential = 'mtlDatabaseApi';
export const webhookCredential = 'mtlCalComWebhookApi';

/** What n8n hands to a node, as far as credentials go. */
export interface HasCredentials {
	getNode(): INode;
	getCredentials<T extends object>(type: string): Promise<T>;
}

/**
 * A credential of the node.
 *
 * @throws {MtlError} `unreachable` when n8n has lost it or can't decrypt it
 */
export async function credentialOf(
	functions: HasCredentials,
	type: string,
): Promise<ICredentialDataDecryptedObject> {
	return await functions.getCredentials<ICredentialDataDecryptedObject>(type).catch(() => {
		const name = functions.getNode().credentials?.[type]?.name ?? type;
		throw new MtlError(
			'unreachable',
			`n8n can't read the credential "${name}": it was deleted, or n8n's encryption key has changed.`,
			"Put n8n's encryption key back, or enter the credential again.",
		);
	});
}

/** The connection that a database credential describes. */
export function settingsFromCredential(data: ICredentialDataDecryptedObject): DatabaseSettings {
	const text = (name: string) => String(data[name] ?? '').trim();
	const tls = text('tls') || 'off';
	const pem = (name: string) => {
		const value = text(name).replace(/\\n/g, '\n');
		return value === '' ? {} : { [name]: value };
	};
	return {
		host: text('host'),
		port: Number(data['port']) || 3306,
		user: text('user'),
		password: String(data['password'] ?? ''),
		database: text('database'),
		tls: {
			enabled: tls !== 'off',
			verify: tls === 'verify',
			...pem('ca'),
			...pem('cert'),
			...pem('key'),
		},
		poolSize: Math.max(1, Number(data['poolSize']) || 5),
	};
}

/** The valid signing secrets: the current one, and the previous one during a change. */
export function secretsFromCredential(data: ICredentialDataDecryptedObject): string[] {
	return [data['secret'], data['previousSecret']].flatMap((secret) =>
		typeof secret === 'string' && secret !== '' ? [secret] : [],
	);
}

/** The result of a test that failed, with sentences for people. */
export function failedTest(
	error: unknown,
	...more: Array<string | null>
): INodeCredentialTestResult {
	const { message, hint } =
		error instanceof MtlError ? error : { message: String(error), hint: '' };
	return { status: 'Error', message: [message, hint, ...more].filter(Boolean).join(' ') };
}

/** "Test" of the webhook credential: Cal.com has no way to check a secret, so only its form is checked. */
export async function testWebhookSecret(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const secret = String(credential.data?.['secret'] ?? '');
	if (secret.trim() === '') {
		return { status: 'Error', message: 'The secret is empty, so every delivery would be refused.' };
	}
	const previous = String(credential.data?.['previousSecret'] ?? '');
	const problem =
		secretProblem(secret, 'The secret') ??
		(previous === '' ? null : secretProblem(previous, 'The previous secret'));
	if (problem) return { status: 'Error', message: problem };
	return {
		status: 'OK',
		message: 'The secret is set. Use "Ping test" in Cal.com to check that it is the same there.',
	};
}
