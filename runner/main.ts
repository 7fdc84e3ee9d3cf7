import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { writePrivately } from './keptFile';
import { takeLock } from './process/lock';
import { createProgress } from './progress';
import { RunnerError } from './runnerError';
import type { Running } from './running';
import { addressPath, readyScreen } from './screen';
import { readSettings, type Settings } from './settings';
import { startEverything } from './startEverything';
import { sendTestBooking } from './send/testBooking';

const projectFolder = resolve(__dirname, '..');
const print = (line: string) => console.log(line);

/** Starts everything, waits until it is told to stop or something ends, and stops it all. */
async function start(takeWorkflows: boolean, signal: AbortSignal): Promise<void> {
	const settings = readSettings(process.env, projectFolder);
	const { home } = settings;
	const lock = takeLock(join(home, 'runner.lock'));
	if (!lock.held) {
		throw new RunnerError(
			`Another start (pid ${lock.holderPid}) uses ${home}. Stop it with Ctrl-C, or choose ` +
				'another folder and port: MTL_HOME=.mtl2 N8N_PORT=5679 npm start',
		);
	}
	try {
		const progress = createProgress(print);
		const running = await startEverything({
			...{ ...settings, projectFolder, takeWorkflows, progress, signal },
		});
		try {
			await runUntilStopped(running, settings, signal);
		} finally {
			rmSync(addressPath(home), { force: true });
			print('Stopping n8n and the database…');
			await running.stop();
		}
	} finally {
		lock.release();
	}
}

async function runUntilStopped(
	running: Running,
	{ home }: Settings,
	signal: AbortSignal,
): Promise<void> {
	const stopped = new Promise<never>((_, reject) => {
		signal.throwIfAborted();
		signal.addEventListener('abort', () => reject(signal.reason as Error));
	});
	const died = running.died.then((sentence) => {
		throw new RunnerError(sentence);
	});
	await Promise.race([firstBooking(running, home), stopped, died]);
	writePrivately(addressPath(home), JSON.stringify({ webhookUrl: running.webhookUrl }));
	print(readyScreen(running, home));
	await Promise.race([stopped, died]);
}

// Only on the embedded database: no invented lead among the school's real ones.
async function firstBooking(running: Running, home: string): Promise<void> {
	const note = join(home, 'first-booking.json');
	if (running.database === undefined || existsSync(note)) return;
	const { webhookUrl, webhookSecret, databaseUrl } = running;
	const lines = await sendTestBooking(webhookUrl, webhookSecret, databaseUrl);
	writePrivately(note, JSON.stringify({ sentAt: new Date().toISOString() }));
	lines.forEach((line) => print(`  ${line}`));
}

async function main(takeWorkflows: boolean): Promise<void> {
	const controller = new AbortController();
	const asked = new Error('asked to stop');
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(name, () => controller.abort(asked));
	}
	try {
		await start(takeWorkflows, controller.signal);
	} catch (error) {
		if (error === asked) {
			print('Stopped. Everything is kept for the next start.');
			return;
		}
		console.error(error instanceof RunnerError ? `\n${error.message}` : error);
		process.exitCode = 1;
	}
}

void new Command('npm start --')
	.description('Starts the database, n8n and the booking workflows on this machine.')
	.option('--take-workflows', 'replace workflows that were edited by the ones of this version')
	.action(async (options: { takeWorkflows?: boolean }) => main(options.takeWorkflows === true))
	.parseAsync();
