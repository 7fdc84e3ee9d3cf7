import type { IWorkflowBase } from 'n8n-workflow';

import { closeSharedDatabases } from '../../nodes/core/db/pools';
import { makeDatabase, type TestDatabase, testServers } from './database';
import type { Instance } from './n8nCoreInstance';
import { databaseCredential } from './n8nCoreNode';
import { serve, type Webhook, webhookCredential } from './n8nCoreWebhook';
import { exported } from './workflowFiles';

/** The exported booking workflow on an empty database, with its trigger listening. */
export interface Bookings {
	database: TestDatabase;
	instance: Instance;
	webhook: Webhook;
	close(): Promise<void>;
}

export const bookingTrigger = 'Cal.com Booking Trigger';

/**
 * @param change adapts the copy, for example the trigger's parameters
 * @param json the workflow, if it is not the shipped one
 */
export async function startBookings(
	change: (json: IWorkflowBase) => void = () => {},
	json = exported('calcom-bookings.json'),
): Promise<Bookings> {
	const [server] = testServers();
	if (!server) throw new Error('No database server runs.');
	const database = await makeDatabase(server);
	// Earlier workflows let n8n retry after a second; tests of failures need not wait for that.
	for (const node of json.nodes) if (node.retryOnFail) node.waitBetweenTries = 10;
	change(json);
	const mtlDatabaseApi = databaseCredential(database);
	const instance = {
		json,
		credentials: { mtlDatabaseApi, mtlCalComWebhookApi: webhookCredential },
	};
	const webhook = await serve(instance, bookingTrigger);
	return {
		database,
		instance,
		webhook,
		close: async () => {
			await webhook.close();
			await closeSharedDatabases();
			await database.drop();
		},
	};
}

/** Sets a parameter of the booking trigger. */
export function trigger(json: IWorkflowBase, parameters: object): void {
	const node = json.nodes.find(({ name }) => name === bookingTrigger);
	Object.assign(node?.parameters ?? {}, parameters);
}
