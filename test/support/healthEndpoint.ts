import { credentialIds } from '../../cli/setup/credentials';
import type { Health } from '../../nodes/core/services/health';
import { type N8nApi, theInstance, until } from './n8nApi';

const path = 'health-of-the-inbox';
const credential = { mtlDatabaseApi: { id: credentialIds.database, name: 'MTL database' } };

/** A workflow that answers with the output of Event: Health, as for a monitoring service. */
const workflow = {
	name: 'Health over HTTP',
	active: false,
	settings: { executionOrder: 'v1' },
	nodes: [
		{
			...{ id: 'a', name: 'Asked', type: 'n8n-nodes-base.webhook', typeVersion: 2 },
			...{ position: [0, 0], webhookId: path, parameters: { path, responseMode: 'lastNode' } },
		},
		{
			...{ id: 'b', name: 'Health', type: 'n8n-nodes-mtl.mtl', typeVersion: 1 },
			...{ position: [200, 0], credentials: credential },
			parameters: { resource: 'event', operation: 'health' },
		},
	],
	connections: { Asked: { main: [[{ node: 'Health', type: 'main', index: 0 }]] } },
};

/**
 * Publishes a workflow that reports the health of the inbox. @returns functions to query and to
 * remove it
 */
export async function publishHealth(api: N8nApi) {
	const url = `${theInstance().editorUrl}/webhooks/${path}`;
	const made = await api.call<{ id: string; versionId: string }>('POST', '/workflows', workflow);
	await api.call('POST', `/workflows/${made.id}/activate`, { versionId: made.versionId });
	const get = async () => await fetch(url, { headers: { connection: 'close' } });
	if (!(await until(async () => (await get()).ok, 20)))
		throw new Error('The health workflow does not answer.');
	return {
		ask: async () => (await (await get()).json()) as Health,
		remove: async () => {
			await api.call('POST', `/workflows/${made.id}/deactivate`);
			await api.call('POST', `/workflows/${made.id}/archive`);
			await api.call('DELETE', `/workflows/${made.id}`);
		},
	};
}
