import type { IExecuteFunctions } from 'n8n-workflow';

import type { Answer } from '../services/reception';

/** Answers the request that started the execution. */
export async function sendAnswer(
	functions: IExecuteFunctions,
	{ status, body }: Answer,
): Promise<void> {
	await functions.sendResponse({ statusCode: status, headers: {}, body });
}
