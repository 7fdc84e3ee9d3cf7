import type { Server } from 'node:http';

import { leaveDeliveriesUntouched } from './CalComTrigger/rawBodyHook';

/** What n8n hands to `n8n.ready`: its own server, which holds Node's. */
interface N8nServer {
	server?: Server;
}

/**
 * n8n's backend hooks: its setting EXTERNAL_HOOK_FILES names this file. Without it n8n refuses some
 * deliveries before the trigger sees them, and nothing else changes.
 */
export const n8n = {
	ready: [
		({ server }: N8nServer): void => {
			if (server) leaveDeliveriesUntouched(server, process.env.N8N_ENDPOINT_WEBHOOK ?? 'webhook');
		},
	],
};
