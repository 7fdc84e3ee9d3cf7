import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startDatabaseServer } from '../../runner/database/databaseServer';
import { atTheEnd } from './tearDown';

/** A real server on which tests can create databases. */
export interface TestServer {
	name: string;
	/** Root's URL, without a database. */
	url: string;
}

/** The variable in which Jest's workers find the servers, as JSON. */
export const serversVariable = 'MTL_TEST_SERVERS';

/**
 * Jest's global setup: starts the machine's own MariaDB (or MySQL) in a folder of its own, and adds every server
 * that `MTL_TEST_DATABASE_URLS` names, separated by commas. Once for all groups of tests that need them.
 */
export default async function startServers(): Promise<void> {
	if (process.env[serversVariable]) return;
	const own = await startServer();
	const given = (process.env['MTL_TEST_DATABASE_URLS'] ?? '')
		.split(',')
		.filter((url) => url.trim());
	const servers: TestServer[] = [
		{ name: own.name, url: own.url },
		...given.map((url) => ({ name: `server at ${new URL(url.trim()).port}`, url: url.trim() })),
	];
	process.env[serversVariable] = JSON.stringify(servers);
	atTheEnd(own.stop);
}

/** The machine's own server, in a folder that is deleted when it stops. */
export async function startServer(): Promise<TestServer & { stop: () => Promise<void> }> {
	const home = mkdtempSync(join(tmpdir(), 'mtl-test-'));
	const { kind, adminUrl, stop } = await startDatabaseServer({
		home,
		report: () => {},
		signal: new AbortController().signal,
	});
	return {
		name: `own ${kind}`,
		url: adminUrl,
		async stop() {
			await stop();
			rmSync(home, { recursive: true, force: true });
		},
	};
}
