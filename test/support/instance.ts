import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findFreePort } from '../../runner/ports';
import { createProgress } from '../../runner/progress';
import { startEverything } from '../../runner/startEverything';
import { atTheEnd } from './tearDown';

/** The running instance, as Jest's workers find it. */
export interface Instance {
	webhookUrl: string;
	editorUrl: string;
	email: string;
	password: string;
	secret: string;
	databaseUrl: string;
	home: string;
	/** Process id of the database server, which tests may stop and start. */
	databasePid: number;
}

export const instanceVariable = 'MTL_TEST_INSTANCE';

/**
 * Jest's global setup: what `npm start` starts, in a home of its own: the machine's own database server and a
 * real n8n, with the packed package installed and the exported workflows published.
 */
export default async function startInstance(): Promise<void> {
	const home = mkdtempSync(join(tmpdir(), 'mtl-e2e-'));
	const running = await startEverything({
		home,
		port: await findFreePort(),
		projectFolder: join(__dirname, '../..'),
		databaseUrl: undefined,
		webhookSecret: undefined,
		takeWorkflows: false,
		progress: createProgress((line) => process.stdout.write(`${line}\n`)),
		signal: new AbortController().signal,
	});
	const instance: Instance = {
		webhookUrl: running.webhookUrl,
		editorUrl: running.editorUrl,
		email: running.owner.email,
		password: running.owner.password,
		secret: running.webhookSecret,
		databaseUrl: running.databaseUrl,
		home,
		databasePid: running.database?.child.pid ?? 0,
	};
	process.env[instanceVariable] = JSON.stringify(instance);
	atTheEnd(async () => {
		await running.stop();
		rmSync(home, { recursive: true, force: true });
	});
}
