import type { IDataObject, INode, INodeExecutionData, OnError } from 'n8n-workflow';

import { settingsFromUrl } from '../../nodes/core/db/settings';
import { closeSharedDatabases } from '../../nodes/core/db/pools';
import { makeDatabase, type TestDatabase, testServers } from './database';
import { type Execution, runFrom } from './n8nCore';
import type { Credentials } from './n8nCoreInstance';

/** The database credential, as in the editor's form. */
export function databaseCredential(
	{ url }: Pick<TestDatabase, 'url'>,
	changes: IDataObject = {},
): IDataObject {
	const { host, port, user, password, database } = settingsFromUrl(url);
	return { host, port, user, password, database, tls: 'off', poolSize: 5, ...changes };
}

export interface Step {
	credentials: Credentials;
	parameters: IDataObject;
	onError?: OnError;
	node?: Partial<INode>;
}

/** Runs the node "MTL" alone, named "Step", on these items. */
export async function runStep(step: Step, items: IDataObject[] = [{}]): Promise<Execution> {
	const { parameters, onError, credentials, node = {} } = step;
	const mtl = {
		id: '2',
		name: 'Step',
		type: 'n8n-nodes-mtl.mtl',
		typeVersion: 1,
		position: [200, 0],
		parameters,
		credentials: {
			mtlDatabaseApi: { id: 'a', name: 'MTL database' },
			...('mtlCalComApi' in credentials && { mtlCalComApi: { id: 'b', name: 'MTL Cal.com API' } }),
			...('mtlCalComWebhookApi' in credentials && {
				mtlCalComWebhookApi: { id: 'c', name: 'Cal.com webhook' },
			}),
		},
		...(onError ? { onError } : {}),
		...node,
	};
	const start = {
		id: '1',
		name: 'Start',
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const connections = { Start: { main: [[{ node: 'Step', type: 'main', index: 0 }]] } };
	const settings = { executionOrder: 'v1' };
	const json = {
		id: 'w',
		name: 'One step',
		nodes: [start, mtl],
		connections,
		settings,
		active: true,
	};
	const input = items.map((one): INodeExecutionData => ({ json: one }));
	return await runFrom({ json: json as never, credentials }, 'Start', [input]);
}

/**
 * The parameters of an operation whose fields are under "Define Below": the required fields
 * directly.
 */
export function below(all: object): IDataObject {
	const { uid, leadId, subject, ...fields } = all as IDataObject;
	return { dataMode: 'defineBelow', uid, leadId, subject, fields };
}

/** The node's output for one item, for operations that must succeed. */
export async function outOf(step: Step, item: IDataObject = {}): Promise<IDataObject[]> {
	const execution = await runStep(step, [item]);
	if (execution.error) throw new Error(execution.error);
	return execution.sent('Step').map(({ json }) => json);
}

/** The node "MTL" with its own database. */
export interface Mtl {
	database: TestDatabase;
	credentials: Credentials;
	step(operation: string, parameters?: IDataObject, more?: Partial<Step>): Step;
	close(): Promise<void>;
}

/** Operations are named as in the editor: `lead.get` for Lead: Get. */
export async function startMtl(migrated = true): Promise<Mtl> {
	const [server] = testServers();
	if (!server) throw new Error('No database server runs.');
	const database = await makeDatabase(server, migrated);
	const credentials = { mtlDatabaseApi: databaseCredential(database) };
	return {
		database,
		credentials,
		step: (name, parameters = {}, more = {}) => {
			const [resource, operation] = name.split('.');
			return { credentials, parameters: { resource, operation, ...parameters }, ...more };
		},
		close: async () => {
			await closeSharedDatabases();
			await database.drop();
		},
	};
}
