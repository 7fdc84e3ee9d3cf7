import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { findProgram } from '../../runner/database/findDatabaseServer';
import { installSystemPackage } from '../../runner/install/systemPackages';
import { randomSecret } from '../../runner/keptFile';
import { type RunningChild, startChild } from '../../runner/process/childProcess';
import { findFreePort } from '../../runner/process/ports';
import { RunnerError } from '../../runner/runnerError';

/** A server that n8n's queue mode needs, on 127.0.0.1. */
export interface Service {
	port: number;
	password: string;
	child(): RunningChild;
	/** Stops it and starts it again, with the same data on the same port. */
	restart(): Promise<void>;
	stop(): Promise<void>;
}

interface Place {
	home: string;
	report(line: string): void;
	signal: AbortSignal;
}

const debianOnly = 'The commands for queue mode run on Debian and Ubuntu.';

/** Redis, which writes every change down before it answers. */
export async function startRedis(place: Place): Promise<Service> {
	const command = await programOf(place, 'redis-server', () => findProgram('redis-server'));
	const port = await findFreePort();
	const password = randomSecret();
	const dir = join(place.home, 'redis');
	mkdirSync(dir, { mode: 0o700 });
	const config = join(dir, 'redis.conf');
	const lines = [`port ${port}`, 'bind 127.0.0.1', `dir ${dir}`, `requirepass ${password}`];
	const durable = ['appendonly yes', 'appendfsync always', 'save ""'];
	writeFileSync(config, [...lines, ...durable, ''].join('\n'), { mode: 0o600 });
	const start = async () => {
		const from = { home: place.home, name: 'redis', log: join(place.home, 'redis.log') };
		const child = await startChild({ ...from, command, args: [config], env: process.env });
		await untilUp('Redis', child, () => child.said().includes('Ready to accept connections'));
		return child;
	};
	let child = await start();
	const stop = async () => await child.stop(10_000);
	const restart = async () => {
		await stop();
		child = await start();
	};
	return { port, password, child: () => child, restart, stop };
}

/** PostgreSQL with one user, `n8n`, and its database `postgres`. */
export async function startPostgres(place: Place): Promise<Service> {
	const server = await programOf(place, 'postgresql', () => postgresProgram('postgres'));
	const folder = mkdtempSync(join(tmpdir(), 'mtl-postgres-'));
	const data = join(folder, 'data');
	const password = randomSecret();
	const passwordFile = join(folder, 'password');
	writeFileSync(passwordFile, password, { mode: 0o600 });
	const prefix = asPostgres(folder, passwordFile);
	const run = (command: string, args: string[]) => {
		const [first = command, ...rest] = [...prefix, command, ...args];
		return { command: first, args: rest };
	};
	const init = ['-D', data, '-U', 'n8n', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '-N'];
	const made = run(postgresProgram('initdb') ?? 'initdb', [...init, '-E', 'UTF8', '--no-locale']);
	execFileSync(made.command, made.args, { stdio: 'ignore', cwd: folder });
	const port = await findFreePort();
	const isReady = () => {
		try {
			const args = ['-q', '-h', '127.0.0.1', '-p', String(port)];
			execFileSync(postgresProgram('pg_isready') ?? 'pg_isready', args);
			return true;
		} catch {
			return false;
		}
	};
	const start = async () => {
		const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: folder };
		const options = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
		const child = await startChild({
			...{ home: place.home, name: 'postgres', log: join(place.home, 'postgres.log') },
			...run(server, ['-D', data, '-p', String(port), ...options]),
			env: process.env,
			cwd: folder,
		});
		await untilUp('PostgreSQL', child, isReady);
		return child;
	};
	let child = await start();
	const stop = async () => {
		await child.stop(15_000);
		rmSync(folder, { recursive: true, force: true });
	};
	const restart = async () => {
		await child.stop(15_000);
		child = await start();
	};
	return { port, password, child: () => child, restart, stop };
}

/** PostgreSQL refuses to run as root, so root hands its folder to the package's own user. */
function asPostgres(...paths: string[]): string[] {
	if (process.getuid?.() !== 0) return [];
	const id = (option: string) =>
		Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
	for (const path of paths) chownSync(path, id('-u'), id('-g'));
	return ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--'];
}

/** Debian puts these programs into a folder by version, outside PATH. */
function postgresProgram(name: string): string | undefined {
	const versions = '/usr/lib/postgresql';
	try {
		const [newest] = readdirSync(versions).sort((a, b) => Number(b) - Number(a));
		if (newest !== undefined) return join(versions, newest, 'bin', name);
	} catch {
		// Not Debian's package.
	}
	return findProgram(name);
}

/** The program, installed by the system's package manager when it is missing. */
async function programOf(
	place: Place,
	name: string,
	find: () => string | undefined,
): Promise<string> {
	const missing = { what: name, packages: { 'apt-get': name }, instead: debianOnly };
	if (find() === undefined) await installSystemPackage(missing, place);
	const found = find();
	if (found === undefined) throw new RunnerError(`There is no ${name} here. ${debianOnly}`);
	return found;
}

async function untilUp(name: string, child: RunningChild, isUp: () => boolean): Promise<void> {
	const deadline = Date.now() + 60_000;
	while (!isUp()) {
		if (!child.isRunning() || Date.now() > deadline)
			throw new RunnerError(`${name} did not start. ${child.said().trim().split('\n').at(-1)}`);
		await wait(100);
	}
}
