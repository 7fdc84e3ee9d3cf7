import { spawn, type ChildProcess } from 'node:child_process';
import {
	closeSync,
	fstatSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { guardChild, killGroup } from './supervision';
import { recordChild } from './childRecords';
import { RunnerError } from '../runnerError';

/** How a child process is started. */
export interface ChildOptions {
	/** The runner's home, which keeps a note of the child while it lives. */
	home: string;
	/** What people call it, also in file names: `n8n`, `database`. */
	name: string;
	command: string;
	args: string[];
	/** The whole environment of the child. */
	env: NodeJS.ProcessEnv;
	cwd?: string;
	/** File that everything it says is added to. */
	log: string;
	/** Text for its standard input. */
	input?: string;
}

/** A running child process. */
export interface RunningChild {
	name: string;
	pid: number;
	/** Settles when the process is gone; says with which code or signal. */
	exited: Promise<string>;
	isRunning(): boolean;
	/** What it has written to its log since it started. */
	said(): string;
	/** SIGTERM, then after `graceMs` SIGKILL to it and what it started. Resolves when it is gone. */
	stop(graceMs: number, whole?: 'whole-group'): Promise<void>;
}

const maxLogBytes = 20 * 1024 * 1024;

/**
 * Starts a child in a process group of its own: Ctrl-C in the terminal reaches the runner alone,
 * which then stops its children in order. Throws RunnerError when the program can't be started.
 */
export async function startChild(options: ChildOptions): Promise<RunningChild> {
	const log = openLog(options.log);
	const logFrom = fstatSync(log).size;
	const child = spawn(options.command, options.args, {
		cwd: options.cwd,
		env: options.env,
		detached: true,
		stdio: [options.input === undefined ? 'ignore' : 'pipe', log, log],
	});
	closeSync(log);
	const exited = whenGone(child);
	const pid = child.pid;
	if (pid === undefined) {
		throw new RunnerError(`${options.command} could not be started: ${await exited}.`);
	}
	const forget = recordChild(options.home, options.name, pid);
	const dismissGuard = guardChild(pid);
	let running = true;
	const gone = exited.then((how) => {
		running = false;
		killGroup(pid, 'SIGKILL');
		dismissGuard();
		forget();
		return how;
	});
	child.stdin?.on('error', () => {});
	child.stdin?.end(options.input);
	return {
		name: options.name,
		pid,
		exited: gone,
		isRunning: () => running,
		said: () => readFileSync(options.log).subarray(logFrom).toString('utf8'),
		async stop(graceMs, whole) {
			if (!running) return;
			if (whole) killGroup(pid, 'SIGTERM');
			else child.kill('SIGTERM');
			const force = setTimeout(() => killGroup(pid, 'SIGKILL'), graceMs);
			await gone;
			clearTimeout(force);
		},
	};
}

async function whenGone(child: ChildProcess): Promise<string> {
	return await new Promise((resolve) => {
		child.once('error', (error) => resolve(error.message));
		child.once('exit', (code, signal) =>
			resolve(signal === null ? `exit code ${code}` : `signal ${signal}`),
		);
	});
}

function openLog(path: string): number {
	mkdirSync(dirname(path), { recursive: true });
	const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
	if (size > maxLogBytes) renameSync(path, `${path}.1`);
	return openSync(path, 'a', 0o600);
}
