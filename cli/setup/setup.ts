import { settingsFromUrl } from '../../nodes/core/db/settings';
import { migrateUrl } from '../database';
import { importCredentials } from './credentials';
import { openN8n } from './n8n';
import { keptSecret } from './webhookSecret';
import { importWorkflows } from './workflows';

export interface SetupOptions {
	databaseUrl: string;
	/** n8n's program: a path, or a name on PATH. */
	n8n: string;
	takeWorkflows: boolean;
	/** The folder of the package's workflows. */
	workflowsFolder: string;
	/** The environment of n8n, and Cal.com's secret. */
	environment: NodeJS.ProcessEnv;
}

/**
 * Creates the tables, then the credentials and workflows in n8n, and reports what it did. Safe to
 * run again: changes nothing that is up to date, and no workflow that people have edited.
 *
 * @throws {Error} with a sentence for the user
 */
export async function setUp(options: SetupOptions): Promise<boolean> {
	const { databaseUrl, environment } = options;
	const report = (line: string) => console.log(line);
	settingsFromUrl(databaseUrl);
	const n8n = openN8n(options.n8n, environment);

	await migrateUrl(databaseUrl);

	const { secret, path } = keptSecret(n8n.notesFolder, environment['CALCOM_WEBHOOK_SECRET']);
	const wrote = await importCredentials(n8n, {
		databaseUrl,
		webhookSecret: secret,
		previousSecret: environment['CALCOM_PREVIOUS_WEBHOOK_SECRET'] ?? '',
	});
	report(
		wrote
			? 'Credentials: "MTL database" and "Cal.com webhook" are in n8n.'
			: 'Credentials: no changes.',
	);

	await importWorkflows(n8n, {
		folder: options.workflowsFolder,
		take: options.takeWorkflows,
		report,
	});
	report(`Cal.com's signing secret is in ${path}.`);
	return true;
}
