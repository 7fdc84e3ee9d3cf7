import { join } from 'node:path';
import { nodeEnvironment } from '../install/npm';
import type { Owner } from './owner';

/** What tells one n8n from another beside it. */
export interface N8nInstance {
	home: string;
	port: number;
	/** Port on which n8n talks to the processes that run Code nodes. */
	brokerPort: number;
	owner: Owner;
	/** Further settings of n8n, which win over those here. */
	settings?: Record<string, string>;
}

/** The whole environment of n8n and of its command line; the user's own N8N_… settings are kept. */
export function n8nEnvironment(instance: N8nInstance): NodeJS.ProcessEnv {
	const { owner } = instance;
	return {
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		// Without it every execution takes an isolate of its own, used or not: a third of the speed.
		N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
		// Plain http on 127.0.0.1: a browser would not send a secure cookie back.
		N8N_SECURE_COOKIE: 'false',
		// The host in every link that n8n shows: the host that the browser is signed in to.
		N8N_HOST: '127.0.0.1',
		...nodeEnvironment(),
		NODE_ENV: 'production',
		N8N_USER_FOLDER: join(instance.home, 'n8n'),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(instance.port),
		// n8n 3 loads packages that it has not verified only when this is set.
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		// Makes the trigger's address /webhooks/calcom.
		N8N_ENDPOINT_WEBHOOK: 'webhooks',
		// Bodies reach the trigger as they were sent, whatever their Content-Type says.
		EXTERNAL_HOOK_FILES: hookFiles(instance.home),
		N8N_RUNNERS_BROKER_PORT: String(instance.brokerPort),
		N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
		N8N_INSTANCE_OWNER_EMAIL: owner.email,
		N8N_INSTANCE_OWNER_FIRST_NAME: 'MTL',
		N8N_INSTANCE_OWNER_LAST_NAME: 'Owner',
		N8N_INSTANCE_OWNER_PASSWORD_HASH: owner.passwordHash,
		...instance.settings,
	};
}

/** Ours, after the user's own; n8n separates them by colons on every system. */
function hookFiles(home: string): string {
	const ours = join(home, 'n8n/.n8n/nodes/node_modules/n8n-nodes-mtl/dist/n8nHooks.js');
	return [process.env['EXTERNAL_HOOK_FILES'], ours].filter(Boolean).join(':');
}
