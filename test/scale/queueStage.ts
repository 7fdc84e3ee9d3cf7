import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';

import { type DatabaseServer, startDatabaseServer } from '../../runner/database/databaseServer';
import { keptWebhookSecret, randomSecret } from '../../runner/keptFile';
import type { N8nInstance } from '../../runner/n8n/n8nEnvironment';
import { installN8n } from '../../runner/n8n/n8nInstall';
import { keptOwner } from '../../runner/n8n/owner';
import { installPackage } from '../../runner/n8n/packageInstall';
import { untilBookingsAreReceived } from '../../runner/n8n/ready';
import { runSetup } from '../../runner/n8n/setup';
import { findFreePort } from '../../runner/process/ports';
import type { Rows } from '../faults/stage';
import { startBalancer } from './balancer';
import { hurryWorkflows } from './hurriedWorkflows';
import { type N8nProcess, type Role, startProcess } from './n8nProcess';
import { type Service, startPostgres, startRedis } from './services';

/** n8n in queue mode, running: one main, two webhook processors behind a proxy, two workers. */
export interface QueueStage {
	home: string;
	webhookUrl: string;
	secret: string;
	database: DatabaseServer;
	redis: Service;
	postgres: Service;
	/** By name: `main`, `webhook1`, `webhook2`, `worker1`, `worker2`. */
	process(name: string): N8nProcess;
	processes(): N8nProcess[];
	/** One more process; it ends with the stage. */
	add(role: Role, name: string): Promise<N8nProcess>;
	/** A connection as root to the database `mtl`, in UTC; the caller ends it. */
	connect(): Promise<Connection>;
	/** One statement as root, over a connection of its own. */
	rows(sql: string, values?: unknown[]): Promise<Rows>;
	/** The inbox alone says what is done here. */
	executionsUnderWay(): number;
	/** Stops everything and deletes the home. */
	close(): Promise<void>;
}

/** How soon another worker takes over what a killed one was running; n8n's own settings wait a minute. */
const takeOverSoon = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

/** Starts all of it in a new home; the package must have been built. */
export async function openQueueStage(
	print: (line: string) => void = () => {},
): Promise<QueueStage> {
	const home = mkdtempSync(join(tmpdir(), 'mtl-queue-'));
	const stops: Array<() => Promise<void>> = [];
	const close = async () => {
		for (const stop of stops.splice(0).reverse()) await stop().catch(() => {});
		rmSync(home, { recursive: true, force: true });
	};
	try {
		return await open(home, print, stops, close);
	} catch (error) {
		await close();
		throw error;
	}
}

async function open(
	home: string,
	print: (line: string) => void,
	stops: Array<() => Promise<void>>,
	close: () => Promise<void>,
): Promise<QueueStage> {
	const place = { home, report: print, signal: new AbortController().signal };
	const database = await startDatabaseServer(place);
	stops.push(database.stop);
	const redis = await startRedis(place);
	stops.push(redis.stop);
	const postgres = await startPostgres(place);
	stops.push(postgres.stop);
	await installN8n(place);
	const packageFolder = await installPackage({ ...place, projectFolder: join(__dirname, '../..') });
	hurryWorkflows(packageFolder);
	const instance: N8nInstance = {
		...{ home, port: await findFreePort(), brokerPort: await findFreePort() },
		owner: keptOwner(home),
		settings: queueSettings(redis, postgres),
	};
	const secret = keptWebhookSecret(home);
	const data = { databaseUrl: database.url, webhookSecret: secret, takeWorkflows: false };
	await runSetup(instance, { ...place, ...data, packageFolder });
	const processes = new Map<string, N8nProcess>();
	const add = async (role: Role, name: string) => {
		const port = name === 'main' ? instance.port : await findFreePort();
		const started = await startProcess({ ...instance, port }, role, name);
		stops.push(started.stop);
		processes.set(name, started);
		print(`n8n ${name} is ready`);
		return started;
	};
	const roles: Array<[Role, string]> = [
		['main', 'main'],
		['webhook', 'webhook1'],
		['webhook', 'webhook2'],
		['worker', 'worker1'],
		['worker', 'worker2'],
	];
	await Promise.all(roles.map(async ([role, name]) => await add(role, name)));
	const process = (name: string) => {
		const found = processes.get(name);
		if (!found) throw new Error(`The stage has no ${name}.`);
		return found;
	};
	const balancer = await startBalancer([process('webhook1').port, process('webhook2').port]);
	stops.push(balancer.close);
	const webhookUrl = `${balancer.url}/webhooks/calcom`;
	await untilBookingsAreReceived({ webhookUrl, secret, instance, signal: place.signal });
	return {
		...{ home, webhookUrl, secret, database, redis, postgres, process, add, close },
		processes: () => [...processes.values()],
		executionsUnderWay: () => 0,
		connect: async () => await connectTo(database),
		rows: async (sql, values) => await rowsOf(database, sql, values),
	};
}

function queueSettings(redis: Service, postgres: Service): Record<string, string> {
	return {
		EXECUTIONS_MODE: 'queue',
		N8N_ENCRYPTION_KEY: randomSecret(),
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		QUEUE_BULL_REDIS_PASSWORD: redis.password,
		...takeOverSoon,
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: 'n8n',
		DB_POSTGRESDB_PASSWORD: postgres.password,
	};
}

async function connectTo({ adminUrl }: DatabaseServer): Promise<Connection> {
	const connection = await createConnection({ uri: `${adminUrl}mtl`, timezone: 'Z' });
	await connection.query("SET time_zone = '+00:00'");
	return connection;
}

async function rowsOf(database: DatabaseServer, sql: string, values?: unknown[]): Promise<Rows> {
	const connection = await connectTo(database);
	try {
		return (await connection.query(sql, values))[0] as Rows;
	} finally {
		connection.destroy();
	}
}
