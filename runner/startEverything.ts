import { mkdirSync } from 'node:fs';
import { stopLeftovers } from './process/childRecords';
import { startDatabaseServer } from './database/databaseServer';
import { requireDatabase } from './database/requireDatabase';
import { keptWebhookSecret } from './keptFile';
import { lastUsefulLine } from './process/logLines';
import type { N8nInstance } from './n8n/n8nEnvironment';
import { installN8n } from './n8n/n8nInstall';
import { startN8n } from './n8n/n8nServer';
import { keptOwner } from './n8n/owner';
import { installPackage } from './n8n/packageInstall';
import { findFreePort, requireFreePort } from './process/ports';
import { untilBookingsAreReceived } from './n8n/ready';
import { RunnerError } from './runnerError';
import type { Running, StartOptions } from './running';
import { runSetup } from './n8n/setup';

/**
 * The steps of `npm start`, in order. Leaves nothing running when it throws: RunnerError with a
 * sentence, or the signal's reason when aborted.
 */
export async function startEverything(options: StartOptions): Promise<Running> {
	const started: Array<() => Promise<void>> = [];
	const stop = async () => {
		for (const stopOne of started.splice(0).reverse()) await stopOne();
	};
	try {
		return await runSteps(options, started, stop);
	} catch (error) {
		await stop();
		throw error;
	}
}

async function runSteps(
	options: StartOptions,
	started: Array<() => Promise<void>>,
	stop: () => Promise<void>,
): Promise<Running> {
	const { home, port, projectFolder, progress, signal, program } = options;
	mkdirSync(home, { recursive: true, mode: 0o700 });
	await stopLeftovers(home, progress.say);
	await requireFreePort(port);

	const database =
		options.databaseUrl === undefined
			? await progress.step('Database', async (report) =>
					startDatabaseServer({ home, report, signal, ...(program && { program }) }),
				)
			: undefined;
	if (database !== undefined) started.push(database.stop);
	const databaseUrl = database?.url ?? options.databaseUrl ?? '';
	if (database === undefined) await progress.step('Database', () => requireDatabase(databaseUrl));
	await progress.step('n8n', async (report) => installN8n({ home, report, signal }));
	const packageFolder = await progress.step('Nodes', async (report) =>
		installPackage({ home, projectFolder, report, signal }),
	);
	const owner = keptOwner(home);
	const instance: N8nInstance = {
		...{ home, port, owner, brokerPort: await findFreePort() },
		...(options.n8nSettings === undefined ? {} : { settings: options.n8nSettings }),
	};
	const webhookSecret = options.webhookSecret ?? keptWebhookSecret(home);
	const keptBack = await progress.step('Tables, credentials, workflows', async (report) =>
		runSetup(instance, {
			...{ packageFolder, databaseUrl, webhookSecret, report, signal },
			takeWorkflows: options.takeWorkflows,
		}),
	);
	keptBack.forEach((line) => progress.say(`    ${line}`));
	const n8n = await progress.step('Start', async (report) =>
		startN8n(instance, { report, signal }),
	);
	started.push(n8n.stop);
	const webhookUrl = `${n8n.url}/webhooks/calcom`;
	const died = Promise.race(
		[n8n.child, database?.child]
			.filter((child) => child !== undefined)
			.map(async (child) => {
				const how = await child.exited;
				return `${child.name} ended unexpectedly (${how}). ${lastUsefulLine(child.said())}`;
			}),
	);
	const asking = new AbortController();
	await progress.step('Wait until bookings are received', async () =>
		Promise.race([
			untilBookingsAreReceived({
				...{ webhookUrl, secret: webhookSecret, instance },
				signal: AbortSignal.any([signal, asking.signal]),
			}),
			died.then((sentence) => Promise.reject(new RunnerError(sentence))),
		]).finally(() => asking.abort()),
	);
	return {
		webhookUrl,
		editorUrl: n8n.url,
		owner,
		webhookSecret,
		databaseUrl,
		database,
		instance,
		n8n,
		died,
		stop,
	};
}
