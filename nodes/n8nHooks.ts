import type { Server } from 'node:http';

import { leaveDeliveriesUntouched } from './CalComTrigger/rawBodyHook';
import { addPublishedPaths, type WorkflowStore } from './CalComTrigger/publishedPaths';
import { addDeskPath, keepSessions, type UserStore } from './MtlDesk/signInHook';

/** What n8n hands to `n8n.ready`: its own server, with Node's and the settings it runs with. */
interface N8nServer {
	server?: Server;
	/** N8N_ENDPOINT_WEBHOOK, wherever it is set. */
	endpointWebhook?: string;
	/** N8N_ENDPOINT_REST. */
	restEndpoint?: string;
	/** Path of the key, when n8n itself serves TLS. */
	sslKey?: string;
	logger?: { warn(message: string): void };
}

interface HookContext {
	dbCollections?: { Workflow?: WorkflowStore; User?: UserStore };
}

/**
 * n8n's backend hooks: its setting EXTERNAL_HOOK_FILES names this file, in each process that serves
 * webhooks. Without it n8n refuses some deliveries before the trigger sees them, and nothing else
 * changes.
 */
export const n8n = {
	ready: [
		async function (
			this: HookContext | undefined,
			{ server, endpointWebhook, restEndpoint = 'rest', sslKey, logger = console }: N8nServer,
		): Promise<void> {
			if (!server || endpointWebhook === undefined) {
				logger.warn(
					'n8n-nodes-mtl: n8n itself refuses deliveries whose body does not match their Content-Type, because this version of n8n gives its hooks no server.',
				);
				return;
			}
			leaveDeliveriesUntouched(server, endpointWebhook);
			const served = { endpointWebhook, restEndpoint, isTls: Boolean(sslKey) };
			keepSessions(server, served, this?.dbCollections?.User);
			await addPublishedPaths(this?.dbCollections?.Workflow, addDeskPath, (line) =>
				logger.warn(line),
			);
		},
	],
};
