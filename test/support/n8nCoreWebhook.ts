import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebhookContext } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';

import { sign } from '../../nodes/core/calcom/signature';
import { type Execution, runFrom } from './n8nCore';
import { additionalDataOf, type Instance, workflowOf } from './n8nCoreInstance';
import { nodeTypes } from './n8nCoreNodes';
import { asInExpress, asInN8n, type Request, type Response } from './n8nCoreRequest';

export interface Answer {
	status: number;
	body: IDataObject;
}

/** A URL that accepts deliveries for a workflow's trigger. */
export interface Webhook {
	/** Delivers a body (as JSON unless it is text or bytes), signed unless the headers say otherwise. */
	post(body: unknown, headers?: Record<string, string | null>): Promise<Answer>;
	/** Every execution that was started, finished or not; wait for them before looking at the rows. */
	executions(): Promise<Execution[]>;
	/** What the trigger threw: n8n answers 500 and keeps a failed execution. */
	thrown: Error[];
	port: number;
	close(): Promise<void>;
}

export const secret = 'the secret of the webhook';
export const webhookCredential: IDataObject = { secret, previousSecret: '' };

/** Serves the trigger named `start` on a free port, as n8n does (dist/webhooks/webhook-helpers.js). */
export async function serve(
	instance: Instance,
	start: string,
	maxBytes = 16 * 1024 * 1024,
): Promise<Webhook> {
	const started: Array<Promise<Execution>> = [];
	const thrown: Error[] = [];
	const take = async (request: Request, response: Response) => {
		const workflow = workflowOf(instance);
		const node = workflow.getNode(start);
		if (!node) throw new Error(`The workflow has no node "${start}".`);
		const type = nodeTypes.getByNameAndVersion(node.type);
		const http = { httpRequest: request as never, httpResponse: response as never };
		const additionalData = { ...additionalDataOf(instance), ...http };
		const data = { webhookDescription: type.description.webhooks?.[0] } as never;
		const context = new WebhookContext(workflow, node, additionalData, 'webhook', data, [], null);
		const { workflowData, noWebhookResponse } = (await type.webhook?.call(context as never)) ?? {};
		if (!workflowData) return;
		const execution = runFrom(instance, start, workflowData, (given) => {
			const answer = given as { statusCode: number; body: unknown };
			if (!noWebhookResponse && !response.writableEnded)
				response.status(answer.statusCode).json(answer.body);
		});
		started.push(execution);
		const { error } = await execution;
		if (noWebhookResponse || response.writableEnded) return;
		response.status(error ? 500 : 200).json({ message: error ? 'Error in workflow' : 'no answer' });
	};
	const server = createServer((message, plain) => {
		const response = asInExpress(plain);
		void asInN8n(message, maxBytes)
			.then(async (request) => await take(request, response))
			.catch((error: Error) => {
				thrown.push(error);
				response.status(500).json({ message: 'Error in workflow' });
			});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const url = `http://127.0.0.1:${port}/webhooks/calcom`;
	return {
		post: async (body, headers) => await post(url, body, headers),
		executions: async () => await Promise.all(started),
		thrown,
		port,
		close: async () => await new Promise((resolve) => server.close(() => resolve())),
	};
}

async function post(
	url: string,
	body: unknown,
	headers: Record<string, string | null> = {},
): Promise<Answer> {
	const bytes = Buffer.isBuffer(body)
		? body
		: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
	const all = {
		'content-type': 'application/json',
		'x-cal-signature-256': sign(bytes, secret),
		...headers,
	};
	const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
	const response = await fetch(url, {
		method: 'POST',
		body: new Uint8Array(bytes),
		headers: given,
	});
	return { status: response.status, body: (await response.json()) as IDataObject };
}
