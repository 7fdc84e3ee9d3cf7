import { startDatabaseServer } from '../../runner/database/databaseServer';
import { keptWebhookSecret, randomSecret } from '../../runner/keptFile';
import type { N8nInstance } from '../../runner/n8n/n8nEnvironment';
import { installN8n } from '../../runner/n8n/n8nInstall';
import { startN8n } from '../../runner/n8n/n8nServer';
import { keptOwner } from '../../runner/n8n/owner';
import { installPackage } from '../../runner/n8n/packageInstall';
import { findFreePort } from '../../runner/process/ports';
import type { Progress } from '../../runner/progress';
import { untilBookingsAreReceived } from '../../runner/n8n/ready';
import { runSetup } from '../../runner/n8n/setup';
import { startCalCom } from '../support/calcom';
import { importBenchWorkflows } from './benchWorkflows';
import { registeredWebhook } from './builtIn';
import { importOrdinaryCredentials } from './ordinaryCredentials';
import { makeOrdinaryDatabase, ordinaryDatabase } from './ordinaryDatabase';
import { type Subject, subjectsOf } from './subjects';
import { untilPublished } from './untilPublished';

/** One n8n and one database server with the three workflows published side by side. */
export interface RunningBench {
	subjects: Subject[];
	secret: string;
	/** The database server as root, without a database. */
	adminUrl: string;
	/** n8n and the database server. */
	pids: number[];
}

export interface BenchOptions {
	/** A new folder, for this run alone. */
	home: string;
	projectFolder: string;
	progress: Progress;
	signal: AbortSignal;
	/** Further settings of n8n, to find out what each is worth. */
	n8nSettings?: Record<string, string>;
}

/**
 * Starts everything on free ports of 127.0.0.1. What runs is added to `started`, whether this
 * succeeds or throws: the caller stops it, last one first.
 */
export async function startBench(
	options: BenchOptions,
	started: Array<() => Promise<void>>,
): Promise<RunningBench> {
	const { home, projectFolder, progress, signal } = options;
	const database = await progress.step('Database', async (report) =>
		startDatabaseServer({ home, report, signal }),
	);
	started.push(database.stop);
	const { url: databaseUrl, adminUrl } = database;
	await progress.step('n8n', async (report) => installN8n({ home, report, signal }));
	const packageFolder = await progress.step('Nodes', async (report) =>
		installPackage({ home, projectFolder, report, signal }),
	);
	const instance: N8nInstance = {
		...{ home, owner: keptOwner(home) },
		port: await findFreePort(),
		brokerPort: await findFreePort(),
		...(options.n8nSettings === undefined ? {} : { settings: options.n8nSettings }),
	};
	const secret = keptWebhookSecret(home);
	const calcom = await startCalCom({ dialect: 'cloud', clock: Date.now });
	started.push(calcom.stop);
	await progress.step('Tables, credentials, workflows', async (report) => {
		const webhookSecret = secret;
		await runSetup(instance, {
			...{ packageFolder, databaseUrl, webhookSecret, report, signal },
			takeWorkflows: false,
		});
		const ordinaryUrl = await makeOrdinaryDatabase(packageFolder, adminUrl);
		const { key: apiKey } = calcom.school.addUser({
			name: 'Ina Host',
			email: 'ina@school.example',
		});
		const calCom = { apiKey, host: calcom.url };
		const ordinary = { databaseUrl: ordinaryUrl, webhookSecret, calCom };
		await importOrdinaryCredentials(instance, ordinary, signal);
		await importBenchWorkflows(instance, signal);
	});
	const n8n = await progress.step('Start', async (report) =>
		startN8n(instance, { report, signal }),
	);
	started.push(n8n.stop);
	const base = `${n8n.url}/webhooks`;
	const webhookUrl = `${base}/calcom`;
	await untilBookingsAreReceived({ webhookUrl, secret, instance, signal });
	const subjects = subjectsOf(base, ordinaryDatabase, registeredWebhook(calcom));
	for (const { url } of subjects) await untilPublished(url, signal);
	return { subjects, secret, adminUrl, pids: [n8n.child.pid, database.child.pid] };
}

/** A database server without n8n. */
export async function startDatabaseOnly(
	{ home, progress, signal }: Omit<BenchOptions, 'projectFolder'>,
	started: Array<() => Promise<void>>,
): Promise<RunningBench> {
	const database = await progress.step('Database', async (report) =>
		startDatabaseServer({ home, report, signal }),
	);
	started.push(database.stop);
	const { adminUrl, child } = database;
	return { subjects: [], secret: randomSecret(), adminUrl, pids: [child.pid] };
}
