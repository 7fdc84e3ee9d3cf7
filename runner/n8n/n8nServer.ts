import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startChild, type RunningChild } from '../process/childProcess';
import { lastUsefulLine } from '../process/logLines';
import { n8nEnvironment, type N8nInstance } from './n8nEnvironment';
import { n8nFolder } from './n8nInstalled';
import type { Report } from '../progress';
import { RunnerError } from '../runnerError';

/** n8n's program, a script for Node 24 or later. */
export const n8nProgram = join(n8nFolder, 'node_modules/n8n/bin/n8n');

/** A running n8n. */
export interface N8nServer {
	/** `http://127.0.0.1:port`, the editor and the REST API. */
	url: string;
	log: string;
	child: RunningChild;
	stop(): Promise<void>;
}

/**
 * Starts n8n and waits until it says that it is ready. Throws RunnerError with its last words when
 * it ends before, or after `readyWithinMs` (default 3 minutes; the first start makes its database).
 */
export async function startN8n(
	instance: N8nInstance,
	options: { report: Report; signal: AbortSignal; readyWithinMs?: number },
): Promise<N8nServer> {
	const log = join(instance.home, 'n8n.log');
	const child = await startChild({
		home: instance.home,
		name: 'n8n',
		command: process.execPath,
		args: [n8nProgram, 'start'],
		env: n8nEnvironment(instance),
		cwd: instance.home,
		log,
	});
	const url = `http://127.0.0.1:${instance.port}`;
	const stop = async () => await child.stop(15_000);
	try {
		await untilReady(url, child, options.signal, options.readyWithinMs ?? 180_000);
	} catch (error) {
		await stop();
		if (options.signal.aborted) throw error;
		throw new RunnerError(
			`n8n did not start. ${lastUsefulLine(child.said())}\n  The whole log: ${log}`,
		);
	}
	return { url, log, child, stop };
}

async function untilReady(
	url: string,
	child: RunningChild,
	signal: AbortSignal,
	withinMs: number,
): Promise<void> {
	const deadline = Date.now() + withinMs;
	while (!(await isReady(url))) {
		signal.throwIfAborted();
		if (!child.isRunning()) throw new Error('n8n ended');
		if (Date.now() > deadline) throw new Error('n8n took too long');
		await wait(200);
	}
}

async function isReady(url: string): Promise<boolean> {
	try {
		const answer = await fetch(`${url}/healthz/readiness`, { signal: AbortSignal.timeout(2_000) });
		return answer.ok;
	} catch {
		return false;
	}
}
