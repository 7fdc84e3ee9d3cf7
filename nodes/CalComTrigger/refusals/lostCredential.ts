import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { MtlError } from '../../core/domain/errors';
import { nodeError } from '../../core/n8n/errors';
import { answer } from '../../core/services/answers';
import { AlertLimit } from './alertLimit';

const limit = new AlertLimit();

/**
 * Answers a delivery that can't be verified because n8n can't read the credential: 503 and an error
 * in the log. At most every five minutes it also throws, for n8n to keep a red execution and call
 * the alert workflow.
 *
 * @throws {NodeOperationError} with the number of deliveries since the last one
 */
export function answerUnverifiable(
	functions: IWebhookFunctions,
	{ message, hint }: MtlError,
): IWebhookResponseData {
	const { status, body } = answer('misconfigured', { message: `${message} Send it again later.` });
	const response = functions.getResponseObject();
	response.status(status).json(body);
	functions.logger.error(`Could not verify a delivery: ${message} (${status})`);
	const node = functions.getNode();
	const count = limit.add(`${functions.getWorkflow().id} ${node.id}`, Date.now());
	if (count === null) return { noWebhookResponse: true };
	// n8n answers 500 to what a trigger throws; this delivery has its answer.
	Object.assign(response, { status: () => response, json: () => response });
	const deliveries = count === 1 ? 'A delivery was' : `${count} deliveries were`;
	const lost = `${deliveries} answered ${status} and not kept. ${message}`;
	throw nodeError(node, lost, `${hint} Until then, every delivery is lost.`);
}
