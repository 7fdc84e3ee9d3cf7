import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findFreePort } from '../../runner/process/ports';
import type { Running, StartOptions } from '../../runner/running';
import { createProgress } from '../../runner/progress';
import { startEverything } from '../../runner/startEverything';
import { requireBrowser } from './browser';
import { atTheEnd } from './tearDown';

/** The running instance, as seen by Jest's workers. */
export interface Instance {
	webhookUrl: string;
	editorUrl: string;
	email: string;
	password: string;
	secret: string;
	databaseUrl: string;
	home: string;
}

export const instanceVariable = 'MTL_TEST_INSTANCE';

/**
 * What `npm start` starts, in its own folder: a separate database server and a real n8n with the
 * package.
 */
export async function startAlone(
	home: string,
	print: (line: string) => void = () => {},
	more: Pick<StartOptions, 'program' | 'n8nSettings'> = {},
): Promise<Running> {
	return await startEverything({
		home,
		port: await findFreePort(),
		projectFolder: join(__dirname, '../..'),
		databaseUrl: undefined,
		webhookSecret: undefined,
		takeWorkflows: false,
		progress: createProgress(print),
		signal: new AbortController().signal,
		...more,
	});
}

/** Jest's global setup: one instance for all end-to-end tests that leave it unchanged. */
export default async function startInstance(): Promise<void> {
	const home = mkdtempSync(join(tmpdir(), 'mtl-e2e-'));
	await requireBrowser(home, (line) => process.stdout.write(`    ${line}\n`));
	const running = await startAlone(home, (line) => process.stdout.write(`${line}\n`));
	const instance: Instance = {
		webhookUrl: running.webhookUrl,
		editorUrl: running.editorUrl,
		email: running.owner.email,
		password: running.owner.password,
		secret: running.webhookSecret,
		databaseUrl: running.databaseUrl,
		home,
	};
	process.env[instanceVariable] = JSON.stringify(instance);
	atTheEnd(async () => {
		await running.stop();
		rmSync(home, { recursive: true, force: true });
	});
}
