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
	const home = mkdtempSync(join(tmpdir(), 'mtl-test-'));
	const server = await startDatabaseServer({
		home,
		report: () => {},
		signal: new AbortController().signal,
	});
	const given = (process.env['MTL_TEST_DATABASE_URLS'] ?? '')
		.split(',')
		.filter((url) => url.trim());
	const servers: TestServer[] = [
		{ name: `own ${server.kind}`, url: server.adminUrl },
		...given.map((url) => ({ name: `server at ${new URL(url.trim()).port}`, url: url.trim() })),
	];
	process.env[serversVariable] = JSON.stringify(servers);
	atTheEnd(async () => {
		await server.stop();
		rmSync(home, { recursive: true, force: true });
	});
}
