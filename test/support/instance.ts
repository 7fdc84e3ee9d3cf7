import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findFreePort } from '../../runner/process/ports';
import type { Owner } from '../../runner/n8n/owner';
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
	/** The database server's URL for root, without a database. */
	adminUrl: string;
	/** A signed-in session of the owner: n8n limits how often a person can sign in. */
	cookie: string;
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

/** Signs in to n8n as the editor does, and returns the session's cookie. */
async function signIn(editorUrl: string, { email, password }: Owner): Promise<string> {
	const answer = await fetch(`${editorUrl}/rest/login`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', 'browser-id': 'tests' },
		body: JSON.stringify({ emailOrLdapLoginId: email, password }),
	});
	if (!answer.ok) throw new Error(`Signing in failed: ${answer.status} ${await answer.text()}`);
	return (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
}

/** Starts an instance for the tests of this process, and names it to them. */
export async function openInstance(
	home: string,
	print: (line: string) => void = () => {},
	n8nSettings: Record<string, string> = {},
): Promise<{ running: Running; stop: () => Promise<void> }> {
	const running = await startAlone(home, print, { n8nSettings });
	const instance: Instance = {
		webhookUrl: running.webhookUrl,
		editorUrl: running.editorUrl,
		email: running.owner.email,
		password: running.owner.password,
		secret: running.webhookSecret,
		databaseUrl: running.databaseUrl,
		adminUrl: running.database?.adminUrl ?? '',
		cookie: await signIn(running.editorUrl, running.owner),
		home,
	};
	process.env[instanceVariable] = JSON.stringify(instance);
	const stop = async () => {
		await running.stop();
		rmSync(home, { recursive: true, force: true });
	};
	return { running, stop };
}

/** Jest's global setup: one instance for all end-to-end tests that leave it unchanged. */
export default async function startInstance(): Promise<void> {
	const home = mkdtempSync(join(tmpdir(), 'mtl-e2e-'));
	await requireBrowser(home, (line) => process.stdout.write(`    ${line}\n`));
	const { stop } = await openInstance(home, (line) => process.stdout.write(`${line}\n`));
	atTheEnd(stop);
}
