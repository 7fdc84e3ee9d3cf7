import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { parseBody } from '../shared/calcom/body';
import { cleanPayload } from '../shared/calcom/clean';
import { signatureHeader } from '../shared/calcom/signature';
import { MtlError } from '../shared/domain/errors';
import { secretsFromCredential, webhookCredential } from '../shared/n8n/credentials';
import { databaseOf } from '../shared/n8n/database';
import { nodeErrorOf } from '../shared/n8n/errors';
import { itemOf } from '../shared/n8n/item';
import { readingSettings } from '../shared/n8n/readingFields';
import { byOutput } from '../shared/n8n/routes';
import { refusals } from '../shared/services/health';
import { receiveDelivery } from '../shared/services/receiveDelivery';
import type { Received } from '../shared/services/received';

/** n8n reads the body of some content types only on demand. */
interface LazyBody {
	rawBody?: Buffer;
	readRawBody?: () => Promise<void>;
}

/**
 * Receives one delivery: takes it in (`receiveDelivery`), answers what needs no workflow, and starts the branch
 * for the rest. Under "When the Branch Has Finished" the steps Event: Finish and Event: Fail give the answer.
 */
export async function receive(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const received = await takeIn(this);
	if (!received.start) {
		if (received.log) this.logger.warn(received.log);
		if (received.status === 401 || received.status === 413) refusals.count += 1;
		return answer(this, received.status, received.body);
	}
	const { event, unrecorded } = received;
	const atOnce = unrecorded !== null || this.getNodeParameter('respond') === 'atOnce';
	const rawBody = this.getNodeParameter('includeRawBody', false)
		? { rawBody: cleanPayload(bodyOf(this)) as IDataObject }
		: {};
	const item = itemOf(event, { unrecorded, answered: atOnce, ...rawBody });
	const workflowData = byOutput([{ event, item }]);
	if (!atOnce) return { workflowData };
	if (unrecorded)
		this.logger.warn('The database does not answer: n8n keeps a delivery until it does (202).');
	const kept = {
		status: 'accepted',
		...(event.event.id === null ? {} : { event: event.event.id }),
	};
	return { ...answer(this, 202, kept), workflowData };
}

async function takeIn(functions: IWebhookFunctions): Promise<Received> {
	const request = functions.getRequestObject() as unknown as LazyBody;
	try {
		if (!request.rawBody) await request.readRawBody?.();
	} catch (error) {
		return unread(error);
	}
	const delivery = {
		rawBody: request.rawBody ?? Buffer.alloc(0),
		signature: functions.getHeaderData()[signatureHeader],
		receivedAt: new Date(),
	};
	const settings = {
		secrets: functions.getNodeParameter('verifySignature', true)
			? await secretsOf(functions)
			: null,
		events: functions.getNodeParameter('events', []) as string[],
		reading: readingSettings(functions),
	};
	try {
		return await receiveDelivery(async () => await databaseOf(functions), delivery, settings);
	} catch (error) {
		if (!(error instanceof MtlError)) throw nodeErrorOf(functions.getNode(), error);
		const body = { status: 'unavailable', message: `${error.message} Send it again later.` };
		return {
			start: false,
			status: 503,
			body,
			log: `Could not record a delivery: ${error.message} (503)`,
		};
	}
}

/** The sender hung up, sent a form with files, or sent more than n8n takes: nothing that n8n should fail on. */
function unread(error: unknown): Received {
	const tooLarge = (error as { type?: string } | null)?.type === 'entity.too.large';
	const [status, reason] = tooLarge
		? ([413, 'too-large'] as const)
		: ([400, 'unreadable'] as const);
	const message = tooLarge ? 'The body is too large.' : 'The body could not be read.';
	const log = `Refused a delivery: ${reason} (${status}).`;
	return { start: false, status, body: { status: 'rejected', reason, message }, log };
}

/** The body as an object, whatever its Content-Type made n8n of it. */
function bodyOf(functions: IWebhookFunctions): unknown {
	const { rawBody } = functions.getRequestObject() as unknown as LazyBody;
	const parsed = parseBody(rawBody ?? Buffer.alloc(0));
	return parsed.ok ? parsed.body : {};
}

/** No credential counts as no secret: then nothing is accepted. */
async function secretsOf(functions: IWebhookFunctions): Promise<string[]> {
	try {
		return secretsFromCredential(await functions.getCredentials(webhookCredential));
	} catch {
		return [];
	}
}

function answer(
	functions: IWebhookFunctions,
	status: number,
	body: Record<string, unknown>,
): IWebhookResponseData {
	functions.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}
