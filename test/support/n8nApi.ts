import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Connection, createConnection } from 'mysql2/promise';
import type { IWorkflowBase } from 'n8n-workflow';

import { deliver } from '../../runner/send/deliver';
import { type Instance, instanceVariable } from './instance';

export interface Execution {
	id: string;
	status: string;
	mode: string;
	workflowId: string;
	/** The run data, in n8n's packed format. */
	data?: string;
}

type Rows = Array<Record<string, unknown>>;

/** The instance that the global setup started. */
export function theInstance(): Instance {
	return JSON.parse(process.env[instanceVariable] ?? '{}') as Instance;
}

/** Delivers a body as Cal.com does: compact, signed unless `secret` is null. */
export async function post(
	body: unknown,
	secret: string | null = theInstance().secret,
	url = theInstance().webhookUrl,
) {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const answer = await deliver(url, text, secret ?? undefined);
	return { status: answer.status, body: JSON.parse(answer.text) as Record<string, unknown> };
}

/** A connection to the instance's database, in UTC. */
export async function database(): Promise<
	Connection & { rows(sql: string, values?: unknown[]): Promise<Rows> }
> {
	const connection = await createConnection({ uri: theInstance().databaseUrl, timezone: 'Z' });
	await connection.query("SET time_zone = '+00:00'");
	return Object.assign(connection, {
		rows: async (sql: string, values?: unknown[]) =>
			(await connection.query(sql, values))[0] as Rows,
	});
}

/** n8n's own API, as the editor uses it: the owner, in the session of the global setup. */
export class N8nApi {
	async call<T>(method: string, path: string, body?: unknown): Promise<T> {
		const answer = await fetch(`${theInstance().editorUrl}/rest${path}`, {
			method,
			headers: {
				'Content-Type': 'application/json',
				'browser-id': 'tests',
				cookie: theInstance().cookie,
				// n8n may close a connection at the moment in which it is used again.
				Connection: 'close',
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
		return ((await answer.json()) as { data: T }).data;
	}

	/** Executions of a workflow, newest first, at most 100. */
	async executions(workflowId: string): Promise<Execution[]> {
		const query = new URLSearchParams({ filter: JSON.stringify({ workflowId }), limit: '100' });
		return (await this.call<{ results: Execution[] }>('GET', `/executions?${query.toString()}`))
			.results;
	}

	async execution(id: string): Promise<Execution> {
		return await this.call<Execution>('GET', `/executions/${id}`);
	}

	/** The data of a workflow's executions that reached a node, newest first. */
	async reached(workflowId: string, node: string): Promise<string[]> {
		const all = await this.executions(workflowId);
		const whole = await Promise.all(all.map(async ({ id }) => await this.execution(id)));
		return whole.flatMap(({ data = '' }) => (data.includes(`"${node}":`) ? [data] : []));
	}

	/** Imports a workflow under a new id and publishes it. Returns the id. */
	async publish(workflow: IWorkflowBase): Promise<string> {
		const { name, nodes, connections, settings } = workflow;
		const made = await this.call<{ id: string; versionId: string }>('POST', '/workflows', {
			...{ name, nodes, connections, settings },
		});
		await this.call('POST', `/workflows/${made.id}/activate`, { versionId: made.versionId });
		return made.id;
	}

	async unpublish(id: string): Promise<void> {
		await this.call('POST', `/workflows/${id}/deactivate`);
	}
}

/** n8n's "highlighted data" of an execution, from its own store: the API filters by it only in registered n8ns. */
export function highlightedData(executionId: string): Record<string, string> {
	const store = new DatabaseSync(join(theInstance().home, 'n8n/.n8n/database.sqlite'), {
		readOnly: true,
	});
	try {
		const rows = store
			.prepare('SELECT key, value FROM execution_metadata WHERE executionId = ?')
			.all(Number(executionId)) as Array<{ key: string; value: string }>;
		return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
	} finally {
		store.close();
	}
}

/** Retries until the condition is true, up to a time limit. */
export async function until(what: () => Promise<boolean>, seconds: number): Promise<boolean> {
	const end = Date.now() + seconds * 1000;
	while (Date.now() < end) {
		if (await what()) return true;
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
	return false;
}

export const bookingsWorkflow = 'mtlCalComBookings01';
export const alertWorkflow = 'mtlAlertOnFailure01';
