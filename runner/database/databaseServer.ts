import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { startChild, type RunningChild } from '../process/childProcess';
import type { DatabaseProgram } from './findDatabaseServer';
import { serverArguments, startStatements } from './databaseArguments';
import { initDatabase } from './initDatabase';
import { requireDatabaseServer } from './installDatabaseServer';
import { keep, randomSecret, writePrivately } from '../keptFile';
import { lastUsefulLine } from '../process/logLines';
import { findFreePort } from '../process/ports';
import type { Report } from '../progress';
import { RunnerError } from '../runnerError';

/** The private database server of a home. */
export interface DatabaseServer {
	kind: 'MariaDB' | 'MySQL';
	port: number;
	/** `mysql://mtl:…@127.0.0.1:port/mtl`, a user of that one database. */
	url: string;
	/** The same server as root, without a database; for tests that make databases of their own. */
	adminUrl: string;
	child: RunningChild;
	stop(): Promise<void>;
}

interface KeptServer {
	port: number;
	password: string;
	rootPassword: string;
}

/**
 * Starts the private server of `home` on 127.0.0.1, making its data folder, database `mtl` and
 * passwords on the first start; later starts find the same data, and the same port if it is free.
 * Throws RunnerError with the server's last words when it does not come up.
 */
export async function startDatabaseServer(options: {
	home: string;
	report: Report;
	signal: AbortSignal;
	/** The server to run; by default the machine's own, installed when there is none. */
	program?: DatabaseProgram;
}): Promise<DatabaseServer> {
	const { home, report, signal } = options;
	const folder = join(home, 'database');
	const dataFolder = join(folder, 'data');
	const program = options.program ?? (await requireDatabaseServer(home, report, signal));
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	if (!existsSync(dataFolder)) {
		report(`making a new ${program.kind} data folder`);
		await initDatabase(program, dataFolder, home, signal);
	}
	const kept = await keepServer(join(folder, 'server.json'));
	const startFile = join(folder, 'start.sql');
	writePrivately(startFile, startStatements(kept));
	const log = join(home, 'database.log');
	const child = await startChild({
		home,
		name: 'database',
		command: program.path,
		args: serverArguments(program.kind, dataFolder, kept.port, startFile),
		env: process.env,
		log,
	});
	const url = `mysql://mtl:${kept.password}@127.0.0.1:${kept.port}/mtl`;
	const adminUrl = `mysql://root:${kept.rootPassword}@127.0.0.1:${kept.port}/`;
	const stop = async () => await child.stop(60_000);
	try {
		await untilItAnswers(url, child, signal);
	} catch (error) {
		await stop();
		if (signal.aborted) throw error;
		throw new RunnerError(
			`${program.kind} did not start. ${lastUsefulLine(child.said())}\n  The whole log: ${log}`,
		);
	}
	return { kind: program.kind, port: kept.port, url, adminUrl, child, stop };
}

async function keepServer(path: string): Promise<KeptServer> {
	const firstPort = await findFreePort();
	const kept = keep<KeptServer>(path, () => ({
		port: firstPort,
		password: randomSecret(),
		rootPassword: randomSecret(),
	}));
	const port = await findFreePort(kept.port);
	if (port !== kept.port) writePrivately(path, JSON.stringify({ ...kept, port }, null, '\t'));
	return { ...kept, port };
}

async function untilItAnswers(
	url: string,
	child: RunningChild,
	signal: AbortSignal,
): Promise<void> {
	const deadline = Date.now() + 120_000;
	for (;;) {
		signal.throwIfAborted();
		if (!child.isRunning()) throw new Error('the server ended');
		try {
			const connection = await createConnection({ uri: url, connectTimeout: 2_000 });
			await connection.query('SELECT 1');
			await connection.end();
			return;
		} catch (error) {
			if (Date.now() > deadline) throw error;
			await wait(100);
		}
	}
}
