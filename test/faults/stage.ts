import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Connection, createConnection } from 'mysql2/promise';

import { type DatabaseServer, startDatabaseServer } from '../../runner/database/databaseServer';
import type { DatabaseProgram } from '../../runner/database/findDatabaseServer';
import { type N8nServer, startN8n } from '../../runner/n8n/n8nServer';
import { untilBookingsAreReceived } from '../../runner/n8n/ready';
import { importTrigger } from '../support/changedTrigger';
import { startAlone } from '../support/instance';
import { executionsUnderWay } from './n8nExecutions';

export type Rows = Array<Record<string, unknown>>;

/** The whole thing, running: what `npm start` starts, with the means to hurt it. */
export interface Stage {
	home: string;
	webhookUrl: string;
	secret: string;
	/** The database server as it is now, which a start replaces. */
	database(): DatabaseServer;
	/** A connection as root to the database `mtl`, in UTC; the caller ends it. */
	connect(): Promise<Connection>;
	/** One statement as root, over a connection of its own. */
	rows(sql: string, values?: unknown[]): Promise<Rows>;
	/** SIGKILL. Resolves when the process is gone. */
	killDatabase(): Promise<void>;
	stopDatabase(): Promise<void>;
	startDatabase(): Promise<void>;
	killN8n(): Promise<void>;
	startN8n(): Promise<void>;
	/** Restarts n8n with these settings of the booking trigger, beside its shipped ones. */
	restartWithTrigger(parameters: Record<string, unknown>): Promise<void>;
	/** Executions that n8n has not ended, its waiting ones included. */
	executionsUnderWay(): number | Promise<number>;
	/** `npx n8n-nodes-mtl …` on the stage's database; throws when it fails. */
	run(...args: string[]): Promise<void>;
	/** Stops everything and deletes the home. */
	close(): Promise<void>;
}

const quiet = { report: () => {}, signal: new AbortController().signal };

/** What sending deliveries and judging the rows afterwards needs of a stage. */
export type Judged = Pick<Stage, 'webhookUrl' | 'secret' | 'rows' | 'executionsUnderWay'>;

/** Starts database and n8n in a new home. */
export async function openStage(
	program: DatabaseProgram | undefined,
	print: (line: string) => void = () => {},
): Promise<Stage> {
	const home = mkdtempSync(join(tmpdir(), 'mtl-faults-'));
	const chosen = program && { program };
	const running = await startAlone(home, print, chosen);
	const { webhookUrl, webhookSecret: secret, instance } = running;
	if (!running.database) throw new Error('The stage needs a database server of its own.');
	let database: DatabaseServer = running.database;
	let n8n: N8nServer = running.n8n;
	const connect = async () => {
		const uri = `${database.adminUrl}mtl`;
		const connection = await createConnection({ uri, timezone: 'Z', connectTimeout: 10_000 });
		await connection.query("SET time_zone = '+00:00'");
		return connection;
	};
	const kill = async ({ child }: DatabaseServer | N8nServer) => {
		process.kill(child.pid, 'SIGKILL');
		await child.exited;
	};
	const start = async () => {
		n8n = await startN8n(instance, quiet);
		await untilBookingsAreReceived({ webhookUrl, secret, instance, signal: quiet.signal });
	};
	return {
		home,
		webhookUrl,
		secret,
		database: () => database,
		connect,
		async rows(sql, values) {
			const connection = await connect();
			try {
				return (await connection.query(sql, values))[0] as Rows;
			} finally {
				connection.destroy();
			}
		},
		killDatabase: async () => await kill(database),
		stopDatabase: async () => await database.stop(),
		async startDatabase() {
			database = await startDatabaseServer({ home, ...quiet, ...chosen });
		},
		killN8n: async () => await kill(n8n),
		startN8n: start,
		async restartWithTrigger(parameters) {
			await n8n.stop();
			await importTrigger(instance, parameters, quiet.signal);
			await start();
		},
		executionsUnderWay: () => executionsUnderWay(home),
		async run(...args) {
			const command = join(__dirname, '../../dist/cli.js');
			await promisify(execFile)(process.execPath, [command, ...args, '--url', database.url]);
		},
		async close() {
			await n8n.stop();
			await database.stop();
			rmSync(home, { recursive: true, force: true });
		},
	};
}
