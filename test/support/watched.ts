import { credentialIds } from '../../cli/setup/credentials';
import { publishHealth } from './healthEndpoint';
import { bookingsWorkflow, database, N8nApi } from './n8nApi';

/** The effects of deliveries on a running n8n. */
export interface PersonIdentifiers {
	/** Rows of the inbox. */
	rows: number;
	/** Executions of the bookings workflow; undefined for none. */
	lastExecution: string | undefined;
	/** Refused deliveries, as Event: Health counts them. */
	refused: number;
}

export interface Watched {
	api: N8nApi;
	traces(): Promise<PersonIdentifiers>;
	/** Changes the credential "Cal.com webhook", as the editor does. */
	setSecrets(secret: string, previousSecret: string): Promise<void>;
	close(): Promise<void>;
}

/** Watches the instance of the end-to-end tests from outside: its database and its REST API. */
export async function watch(): Promise<Watched> {
	const db = await database();
	const api = new N8nApi();
	const health = await publishHealth(api);
	return {
		api,
		traces: async () => ({
			rows: Number((await db.rows('SELECT COUNT(*) AS n FROM webhook_events'))[0]?.['n']),
			lastExecution: (await api.executions(bookingsWorkflow))[0]?.id,
			refused: (await health.ask()).refusedSinceStart,
		}),
		setSecrets: async (secret, previousSecret) =>
			await api.call('PATCH', `/credentials/${credentialIds.calCom}`, {
				...{ name: 'Cal.com webhook', type: 'mtlCalComWebhookApi' },
				data: { secret, previousSecret },
			}),
		close: async () => {
			await health.remove();
			await db.end();
		},
	};
}
