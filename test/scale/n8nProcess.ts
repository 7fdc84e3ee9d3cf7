import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { n8nEnvironment, type N8nInstance } from '../../runner/n8n/n8nEnvironment';
import { n8nProgram } from '../../runner/n8n/n8nServer';
import { lastUsefulLine } from '../../runner/process/logLines';
import { type RunningChild, startChild } from '../../runner/process/childProcess';
import { findFreePort } from '../../runner/process/ports';
import { RunnerError } from '../../runner/runnerError';

/** `main` runs polls and the editor, `webhook` receives, `worker` runs executions. */
export type Role = 'main' | 'webhook' | 'worker';

const commands = { main: ['start'], webhook: ['webhook'], worker: ['worker', '--concurrency=10'] };
const readyWithinMs = 180_000;

/** One process of n8n in queue mode. */
export interface N8nProcess {
	role: Role;
	name: string;
	port: number;
	child(): RunningChild;
	/** SIGKILL. Resolves when the process is gone. */
	kill(): Promise<void>;
	/** On the same port. */
	start(): Promise<void>;
	stop(): Promise<void>;
}

/** Starts a process of this instance on the instance's port, and waits until it is ready. */
export async function startProcess(
	instance: N8nInstance,
	role: Role,
	name: string,
): Promise<N8nProcess> {
	const { port } = instance;
	const brokerPort = await findFreePort();
	const settings = {
		...instance.settings,
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
	};
	const log = join(instance.home, `n8n-${name}.log`);
	const start = async () => {
		const started = await startChild({
			...{ home: instance.home, name: `n8n-${name}`, cwd: instance.home, log },
			command: process.execPath,
			args: [n8nProgram, ...commands[role]],
			env: n8nEnvironment({ ...instance, port, brokerPort, settings }),
		});
		await untilReady(name, port, started);
		return started;
	};
	let child = await start();
	return {
		...{ role, name, port },
		child: () => child,
		async kill() {
			process.kill(child.pid, 'SIGKILL');
			await child.exited;
		},
		start: async () => void (child = await start()),
		stop: async () => await child.stop(15_000),
	};
}

async function untilReady(name: string, port: number, child: RunningChild): Promise<void> {
	const deadline = Date.now() + readyWithinMs;
	while (!(await isReady(port))) {
		if (!child.isRunning() || Date.now() > deadline)
			throw new RunnerError(`n8n (${name}) did not start. ${lastUsefulLine(child.said())}`);
		await wait(200);
	}
}

async function isReady(port: number): Promise<boolean> {
	try {
		const url = `http://127.0.0.1:${port}/healthz/readiness`;
		return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
	} catch {
		return false;
	}
}
