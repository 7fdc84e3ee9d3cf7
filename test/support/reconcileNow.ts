import { randomUUID } from 'node:crypto';
import type { INode, INodeCredentialsDetails } from 'n8n-workflow';

import { N8nApi, theInstance, until } from './n8nApi';
import { exported } from './workflowFiles';

/** What a step "Reconcile" says. */
export interface Report {
	read: number;
	found: Record<string, number>;
	unresolved: Record<string, number>;
	webhooksMended: string[];
	webhookProblems: string[];
}

/**
 * Publishes a step of "Reconcile with Cal.com" behind a webhook at `path`, to run it at any time.
 * Resolves to what runs it.
 */
export async function publishReconcile(
	path: string,
	step: 'Compare Around Now' | 'Compare Everything Open',
	credentials: Record<string, INodeCredentialsDetails>,
	parameters: Record<string, string> = {},
): Promise<() => Promise<Report>> {
	const workflow = exported('reconcile.json');
	const compare = workflow.nodes.find(({ name }) => name === step) as INode;
	const start = {
		...{ id: randomUUID(), webhookId: randomUUID(), name: 'Now', position: [-200, 0] },
		...{ type: 'n8n-nodes-base.webhook', typeVersion: 2 },
		parameters: { path, responseMode: 'lastNode' },
	} as INode;
	const changed = {
		...compare,
		parameters: { ...compare.parameters, ...parameters },
		credentials: { ...compare.credentials, ...credentials },
	};
	await new N8nApi().publish({
		...workflow,
		name: `Reconciled by ${path}`,
		nodes: [start, changed],
		connections: { Now: { main: [[{ node: step, type: 'main', index: 0 }]] } },
	});
	const url = theInstance().webhookUrl.replace(/calcom$/, path);
	// n8n listens a moment after it has published. Asked as by a browser, it says so and starts nothing.
	const isThere = async () => {
		const headers = { origin: 'https://school.example', connection: 'close' };
		const answer = await fetch(url, { method: 'OPTIONS', headers });
		return answer.headers.get('access-control-allow-methods')?.includes('GET') === true;
	};
	if (!(await until(isThere, 60))) throw new Error(`Nothing listens at ${url}`);
	return async () => {
		const answer = await fetch(url, { headers: { connection: 'close' } });
		if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
		return (await answer.json()) as Report;
	};
}
