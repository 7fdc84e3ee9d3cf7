import type {
	IDataObject,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { parseBody } from '../core/calcom/body';
import { cleanPayload } from '../core/calcom/secrets/clean';
import { signatureHeader } from '../core/calcom/signature';
import type { Db } from '../core/db/connection';
import { isAway, MtlError } from '../core/domain/errors';
import type { BookingEvent } from '../core/domain/event';
import {
	credentialOf,
	databaseCredential,
	secretsFromCredential,
	webhookCredential,
} from '../core/n8n/credentials';
import { databaseOf } from '../core/n8n/database';
import { nodeErrorOf } from '../core/n8n/errors';
import { itemOf } from '../core/n8n/item';
import { keepForEvent } from '../core/n8n/databaseCache';
import { parseSettings } from '../core/n8n/parseFields';
import { processOwner } from '../core/n8n/processOwner';
import { byOutput, whileAway } from '../core/n8n/routes';
import { receiveDelivery } from '../core/services/receiveDelivery';
import type { Received } from '../core/services/reception';
import { answer, refuse } from '../core/services/answers';
import { type Burst, inBurst } from './burst';
import { noteRefusal } from './refusals/logRefusal';
import { answerUnverifiable } from './refusals/lostCredential';
import { defaultPath } from './path';
import { addPath } from './rawBodyHook';
import { type BodyRead, readBody } from './requestBody';
import { respond, sharedLine, type Start, startAlone, startShared } from './start';

/**
 * Receives one delivery: records it (`receiveDelivery`), answers deliveries that need no workflow,
 * and starts the branch for the others. Under "When the Branch Finishes" the steps Event: Finish
 * and Event: Fail give the answer.
 */
export async function receive(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	// Published after the start of this process, or in another process.
	addPath(this.getNodeParameter('path', defaultPath) as string);
	const read = await readBody(this.getRequestObject());
	const line = sharedLine(this);
	return await inBurst(this, async (burst) => {
		if (!line) return await receiveBody(this, read, burst, startAlone);
		return await startShared(line, async (start) => await receiveBody(this, read, burst, start));
	});
}

/** @param start starts the branch of an event that is recorded */
async function receiveBody(
	functions: IWebhookFunctions,
	read: BodyRead,
	burst: Burst,
	start: Start,
): Promise<IWebhookResponseData> {
	const arrivedAt = Date.now();
	const secrets = await secretsOf(functions, burst).catch((error: MtlError) => error);
	if (secrets instanceof MtlError) return answerUnverifiable(functions, secrets);
	const received = read.ok
		? await takeIn(functions, read.bytes, burst, secrets.value)
		: refuse(read.reason);
	if (!received.start) {
		if (received.refused && secrets.isKept) {
			// The secret may have been changed since it was read.
			burst.forget();
			return await receiveBody(functions, read, burst, start);
		}
		if (received.refused) noteRefusal(functions.logger, received);
		else if (received.log) functions.logger.warn(received.log);
		return respond(functions, received);
	}
	const { event, unrecorded, fault } = received;
	const isRawWanted = read.ok && functions.getNodeParameter('includeRawBody', false);
	const rawBody = isRawWanted ? { rawBody: rawOf(read.bytes) } : {};
	if (unrecorded && fault) {
		const item = itemOf(event, { unrecorded, answered: true, ...rawBody });
		return keepInN8n(functions, event, item, fault);
	}
	return start(functions, { event, rawBody, arrivedAt });
}

/** Starts an execution that holds a delivery until the database takes it. */
function keepInN8n(
	functions: IWebhookFunctions,
	event: BookingEvent,
	item: INodeExecutionData,
	fault: MtlError,
): IWebhookResponseData {
	const { logger } = functions;
	const branch = byOutput([{ event, item }]);
	if (!isAway(fault)) {
		const reason = [fault.message, fault.hint].filter(Boolean).join(' ');
		const refused = answer('refused', { event: null, reason });
		logger.error(
			`${fault.message} n8n keeps a delivery in a failed execution (${refused.status}).`,
		);
		// The first step of the branch tries again to record it, and fails with the reason.
		return { ...respond(functions, refused), workflowData: branch };
	}
	const keeper = keeperOf(functions);
	if (!keeper) {
		const refused = unrecordable(fault.message);
		logger.warn(refused.log);
		return respond(functions, refused);
	}
	const accepted = answer('accepted', {});
	logger.warn(
		`${fault.message} n8n keeps a delivery until the database takes it (${accepted.status}).`,
	);
	const workflowData = keeper === 'record' ? whileAway(item) : branch;
	return { ...respond(functions, accepted), workflowData };
}

async function takeIn(
	functions: IWebhookFunctions,
	rawBody: Buffer,
	burst: Burst,
	secrets: string[] | null,
): Promise<Received> {
	const delivery = {
		rawBody,
		signature: functions.getHeaderData()[signatureHeader],
		receivedAt: new Date(),
	};
	const settings = {
		secrets,
		events: functions.getNodeParameter('events', []) as string[],
		parse: parseSettings(functions),
		owner: processOwner(functions).name,
	};
	let db: Db | undefined;
	const read = async () => await openDatabase(functions);
	const open = async () => (db = (await burst.read(functions, databaseCredential, read)).value);
	try {
		const received = await receiveDelivery(open, delivery, settings);
		const recorded = received.start && received.unrecorded === null;
		if (recorded && db) keepForEvent(functions.getNode(), received.event.event.key, db);
		return received;
	} catch (error) {
		if (!(error instanceof MtlError)) throw nodeErrorOf(functions.getNode(), error);
		return unrecordable(error.message);
	}
}

function unrecordable(reason: string) {
	const unavailable = answer('unavailable', { message: `${reason} Send it again later.` });
	const log = `Could not record a delivery: ${reason} (${unavailable.status})`;
	return { start: false, ...unavailable, log } as const;
}

/**
 * The step after this trigger that stores deliveries that could not be recorded: Event: Record, or
 * in workflows made for version 1.1, Event: Fail after the branches. Without either, n8n would run
 * a branch and lose the delivery.
 */
function keeperOf(functions: IWebhookFunctions): 'record' | 'fail' | null {
	const after = functions.getChildNodes(functions.getNode().name, { includeNodeParameters: true });
	const operations = after
		.filter(({ disabled }) => !disabled)
		.map(({ parameters }) => parameters?.['operation']);
	return (['record', 'fail'] as const).find((one) => operations.includes(one)) ?? null;
}

/** The body that Cal.com sent, without credentials. */
function rawOf(bytes: Buffer): IDataObject {
	const parsed = parseBody(bytes);
	return parsed.ok ? (cleanPayload(parsed.body) as IDataObject) : {};
}

/** The valid secrets; null if verification is turned off. */
async function secretsOf(
	functions: IWebhookFunctions,
	burst: Burst,
): Promise<{ value: string[] | null; isKept: boolean }> {
	if (!functions.getNodeParameter('verifySignature', true)) return { value: null, isKept: false };
	return await burst.read(functions, webhookCredential, async () =>
		secretsFromCredential(await credentialOf(functions, webhookCredential)),
	);
}

/** An unreadable credential is an error in the log; the delivery is then kept as in an outage. */
async function openDatabase(functions: IWebhookFunctions): Promise<Db> {
	return await databaseOf(functions).catch((error: Error) => {
		functions.logger.error(error.message);
		throw error;
	});
}
