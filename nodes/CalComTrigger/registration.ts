import type {
	ICredentialDataDecryptedObject,
	IDisplayOptions,
	IHookFunctions,
	INodeProperties,
} from 'n8n-workflow';

import type { CalComApi } from '../core/calcom/api/client';
import { accountKey, accountOf } from '../core/calcom/api/account';
import { namesOf, uncoveredBy } from '../core/calcom/api/coverage';
import { register, unregister, type Registration } from '../core/calcom/api/registration';
import type { WebhookScope } from '../core/calcom/api/webhooks';
import { calComApiOf, apiCredential } from '../core/n8n/calComApi';
import { secretsFromCredential, webhookCredential } from '../core/n8n/credentials';
import { databaseOf } from '../core/n8n/database';
import type { Db } from '../core/db/connection';
import { MtlError } from '../core/domain/errors';
import { nodeErrorOf, wordsOf } from '../core/n8n/errors';
import { forgetWebhook, rememberWebhook } from '../core/services/reconcile/registeredWebhooks';

const shown = (scopes?: Array<WebhookScope['kind']>): IDisplayOptions => ({
	show: { registers: [true], ...(scopes ? { bookingsOf: scopes } : {}) },
});

const idField = (
	displayName: string,
	name: string,
	scopes: Array<WebhookScope['kind']>,
): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	default: 0,
	required: true,
	typeOptions: { minValue: 1 },
	displayOptions: shown(scopes),
	description: 'The number in the address of its page in Cal.com',
});

/** What the trigger is asked about its webhook in Cal.com. */
export const registrationFields: INodeProperties[] = [
	{
		displayName: 'Register in Cal.com Automatically',
		name: 'registers',
		type: 'boolean',
		default: false,
		description:
			'Whether to create the webhook in Cal.com when the workflow is published, keep it as set here, and remove it when the workflow is unpublished',
	},
	{
		displayName: 'Bookings Of',
		name: 'bookingsOf',
		type: 'options',
		options: [
			{
				name: 'An Event Type',
				value: 'eventType',
				description: 'One event type of the account',
			},
			{
				name: 'My Account',
				value: 'user',
				description:
					"Bookings whose host is the owner of the API key; not those of a team's event types",
			},
			{
				name: 'An Organization',
				value: 'organization',
				description: 'All members and teams; needs the key of an administrator',
			},
			{
				name: 'A Team Event Type',
				value: 'teamEventType',
				description: 'One event type of a team; self-hosted servers do not offer this',
			},
		],
		default: 'user',
		displayOptions: shown(),
		description: 'Which bookings Cal.com delivers to this webhook',
	},
	idField('Team ID', 'teamId', ['teamEventType']),
	idField('Event Type ID', 'eventTypeId', ['eventType', 'teamEventType']),
	idField('Organization ID', 'organizationId', ['organization']),
];

/** True if nothing has to be registered: n8n then calls nothing else. A test never registers. */
export function needsNoRegistration(functions: IHookFunctions): boolean {
	return !registers(functions);
}

/**
 * Registers the webhook, or repairs it. When a person publishes, a failure stops the publication;
 * at n8n's start it is only logged, because the webhook registered before still delivers.
 */
export async function registerWebhook(functions: IHookFunctions): Promise<boolean> {
	const byPerson = !['init', 'leadershipChange'].includes(functions.getActivationMode());
	try {
		const api = calComApiOf(await functions.getCredentials(apiCredential));
		const scope = scopeOf(functions);
		const registration = await registerRemembered(functions, api, scope, byPerson);
		report(functions, registration);
		await reportUncovered(functions, api, scope);
	} catch (error) {
		const shownError = nodeErrorOf(functions.getNode(), error);
		if (byPerson) throw shownError;
		functions.logger.error(`The webhook in Cal.com could not be checked: ${shownError.message}`);
	}
	return true;
}

/**
 * Reconciliation learns of the webhook before Cal.com does: n8n takes a webhook that it was
 * registering when it was killed for registered, and never calls this node for it again.
 */
async function registerRemembered(
	functions: IHookFunctions,
	api: CalComApi,
	scope: WebhookScope,
	byPerson: boolean,
): Promise<Registration> {
	const { webhookId } = functions.getWorkflowStaticData('node');
	const knownId = typeof webhookId === 'string' ? webhookId : null;
	const url = functions.getNodeWebhookUrl('default') ?? '';
	const events = functions.getNodeParameter('events') as string[];
	const secret = await secretOf(functions);
	const remember = async (id: string | null, known: string[]) =>
		await note(functions, api, async (db, account) => {
			const webhook = { id, scope, url, events: known, isSigned: secret !== null };
			await rememberWebhook(db, account, webhook);
		});
	await remember(knownId, events);
	let isRegistered = false;
	try {
		const wanted = { scope, url, events, secret, byPerson, knownId };
		const registration = await register(api, wanted);
		isRegistered = true;
		const { id, unknownEvents } = registration;
		functions.getWorkflowStaticData('node')['webhookId'] = id;
		await remember(
			id,
			events.filter((event) => !unknownEvents.includes(event)),
		);
		return registration;
	} finally {
		// n8n does not publish the workflow, so nothing has to be mended.
		if (!isRegistered && byPerson && knownId === null) {
			await note(functions, api, async (db, account) => {
				await forgetWebhook(db, account, { scope, url });
			});
		}
	}
}

/** Removes the webhook; fails with Cal.com's sentence, so that a webhook that stays is noticed. */
export async function unregisterWebhook(functions: IHookFunctions): Promise<boolean> {
	if (!registers(functions)) return true;
	try {
		const api = calComApiOf(await functions.getCredentials(apiCredential));
		const scope = scopeOf(functions);
		const url = functions.getNodeWebhookUrl('default') ?? '';
		// First, so that no reconciliation creates the webhook again.
		await note(functions, api, async (db, account) => {
			await forgetWebhook(db, account, { scope, url });
		});
		await unregister(api, { scope, url });
	} catch (error) {
		throw nodeErrorOf(functions.getNode(), error);
	}
	delete functions.getWorkflowStaticData('node')['webhookId'];
	return true;
}

/** Reconciliation looks whether the webhook is still there. It does so only where it is known. */
async function note(
	functions: IHookFunctions,
	api: CalComApi,
	write: (db: Db, account: string) => Promise<void>,
): Promise<void> {
	try {
		const account = accountKey(api, await accountOf(api));
		await write(await databaseOf(functions), account);
	} catch (error) {
		functions.logger.warn(
			`Reconciliation does not know about this change of the webhook: ${wordsOf(error)}`,
		);
	}
}

function registers(functions: IHookFunctions): boolean {
	return (
		functions.getMode() !== 'manual' && functions.getNodeParameter('registers', false) === true
	);
}

async function secretOf(functions: IHookFunctions): Promise<string | null> {
	if (functions.getNodeParameter('verifySignature', true) !== true) return null;
	const data: ICredentialDataDecryptedObject = await functions.getCredentials(webhookCredential);
	const [secret] = secretsFromCredential(data);
	if (!secret) {
		throw new MtlError(
			'input',
			'The credential "Cal.com webhook" has no secret, so deliveries could not be signed.',
			'Enter any long text as its secret; it is registered in Cal.com with the webhook.',
		);
	}
	return secret;
}

function scopeOf(functions: IHookFunctions): WebhookScope {
	const id = (name: string) => Number(functions.getNodeParameter(name));
	const kind = functions.getNodeParameter('bookingsOf') as WebhookScope['kind'];
	switch (kind) {
		case 'user':
			return { kind };
		case 'eventType':
			return { kind, eventTypeId: id('eventTypeId') };
		case 'teamEventType':
			return { kind, teamId: id('teamId'), eventTypeId: id('eventTypeId') };
		case 'organization':
			return { kind, organizationId: id('organizationId') };
	}
}

function report({ logger }: IHookFunctions, { done, removed, unknownEvents }: Registration): void {
	if (done !== 'unchanged') logger.info(`The webhook in Cal.com was ${done}.`);
	if (removed > 0) logger.info(`Removed ${removed} further webhooks with the same address.`);
	if (unknownEvents.length > 0)
		logger.warn(`This Cal.com does not know the events ${unknownEvents.join(', ')}.`);
}

/** Says whose bookings this webhook never delivers. Cal.com's answer to this changes nothing. */
async function reportUncovered(
	{ logger }: IHookFunctions,
	api: CalComApi,
	scope: WebhookScope,
): Promise<void> {
	try {
		const types = await uncoveredBy(api, scope);
		if (types.length === 0) return;
		logger.warn(
			`This webhook does not deliver the bookings of ${namesOf(types)}. Register one for them too; for a team, create it in Cal.com under the team's settings.`,
		);
	} catch (error) {
		logger.warn(`Which event types the webhook covers is not known: ${wordsOf(error)}`);
	}
}
