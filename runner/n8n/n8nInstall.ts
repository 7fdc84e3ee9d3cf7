import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runCommand } from '../process/command';
import { takeLock } from '../process/lock';
import { isN8nInstalled, n8nFolder } from './n8nInstalled';
import { findNodeHeaders } from './nodeHeaders';
import { nodeEnvironment, npmCommand } from '../install/npm';
import type { Report } from '../progress';

/**
 * Installs n8n when it is missing or older than its lock file: 2.9 GB, 5 to 10 minutes. A second
 * start waits for the first. Throws RunnerError when npm fails; what is whole stays in npm's cache.
 */
export async function installN8n(options: {
	home: string;
	report: Report;
	signal: AbortSignal;
}): Promise<void> {
	if (isN8nInstalled()) return;
	const release = await waitForTurn(options.report, options.signal);
	try {
		if (isN8nInstalled()) return;
		options.report('downloading and unpacking n8n, 2.9 GB, once; this takes 3 to 7 minutes');
		await npm(options, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], downloadFailed);
		options.report('compiling sqlite3 for n8n, about 2 minutes');
		await npm(options, ['rebuild', 'sqlite3'], compileFailed);
	} finally {
		release();
	}
}

const downloadFailed = 'n8n could not be installed; check the network and start again';
const compileFailed =
	'sqlite3 could not be built for n8n; it needs a C++ compiler, make, python3 and the headers of Node.js ' +
	'(Debian, Ubuntu: apt-get install build-essential python3)';

async function npm(
	{ home, signal }: { home: string; signal: AbortSignal },
	args: string[],
	failure: string,
): Promise<void> {
	await runCommand({
		home,
		name: 'npm',
		...npmCommand(args),
		env: compilingEnvironment(),
		cwd: n8nFolder,
		log: join(home, 'install.log'),
		signal,
		failure,
	});
}

/** node-gyp takes Node's headers from the machine where it can, instead of downloading them. */
function compilingEnvironment(): NodeJS.ProcessEnv {
	const environment = nodeEnvironment();
	const headers = environment['npm_config_nodedir'] ?? findNodeHeaders();
	return headers === undefined ? environment : { ...environment, npm_config_nodedir: headers };
}

async function waitForTurn(report: Report, signal: AbortSignal): Promise<() => void> {
	for (let waited = false; ; waited = true) {
		const lock = takeLock(join(n8nFolder, '.installing'));
		if (lock.held) return lock.release;
		if (!waited) report(`another start (pid ${lock.holderPid}) is installing n8n`);
		await wait(1_000, undefined, { signal });
	}
}
