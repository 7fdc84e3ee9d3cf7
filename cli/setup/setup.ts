import { dirname } from 'node:path';

import { secretProblem } from '../../nodes/core/calcom/secretForm';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import { migrateUrl } from '../database';
import { importCredentials } from './credentials';
import { openN8n } from './n8n';
import { failedWorkflows } from './publications';
import { republish } from './republish';
import { keptSecret } from './webhookSecret';
import { importWorkflows } from './workflows';

export interface SetupOptions {
	databaseUrl: string;
	/** n8n's program: a path, or a name on PATH. */
	n8n: string;
	takeWorkflows: boolean;
	/** Publish a new version of all published workflows, not only of those that n8n failed to start. */
	republish: boolean;
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
	for (const name of ['CALCOM_WEBHOOK_SECRET', 'CALCOM_PREVIOUS_WEBHOOK_SECRET']) {
		const problem = environment[name] && secretProblem(environment[name], name);
		if (problem) throw new Error(problem);
	}
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
	const failed = failedWorkflows(dirname(n8n.notesFolder), environment);
	if (options.republish || failed.length > 0) {
		report('Workflows whose triggers n8n does not start again are published anew.');
		await republish(n8n, options.republish ? null : failed, report);
	}
	report(`Cal.com's signing secret is in ${path}.`);
	return true;
}
