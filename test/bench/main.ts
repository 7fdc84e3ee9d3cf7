import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { createProgress } from '../../runner/progress';
import { RunnerError } from '../../runner/runnerError';
import { backlogLine, measureBacklog } from './backlog';
import { measureBatches } from './batches';
import { BenchError } from './benchError';
import { measureDesk } from './desk';
import { measureMemory } from './memory';
import { measureProfile } from './profile';
import { measureSize } from './size';
import { measure, type Plan } from './measure';
import { formatResults, versionLine } from './results';
import { measureServices } from './services';
import { type RunningBench, startBench, startDatabaseOnly } from './startBench';
import { readVersions } from './versions';
import { writeIntoManual } from '../support/manual';

interface Options {
	parts: Part[];
	rounds?: number;
	requests?: number;
	quick: boolean;
	backlog: number;
	deliveries: number;
	write: boolean;
}

/** What can be measured; each has its place in results.md. */
const parts = [
	'workflows',
	'profile',
	'backlog',
	'batches',
	'services',
	'size',
	'desk',
	'memory',
] as const;
type Part = (typeof parts)[number];
/** These need only a database server. */
const withoutN8n: readonly Part[] = ['batches', 'services', 'size', 'desk'];

const projectFolder = resolve(__dirname, '../..');
const print = (line: string) => console.log(line);

function planOf(options: Options): Plan {
	const requests = options.requests ?? (options.quick ? 48 : 160);
	return {
		rounds: options.rounds ?? (options.quick ? 3 : 7),
		requests,
		alone: Math.max(10, Math.round(requests / 4)),
		warmUp: options.quick ? 40 : 80,
	};
}

/** Starts everything in a home of its own, measures, and stops and deletes it all. */
async function bench(options: Options, signal: AbortSignal): Promise<void> {
	const home = mkdtempSync(join(tmpdir(), 'mtl-bench-'));
	const started: Array<() => Promise<void>> = [];
	const isBusy = (loadavg()[0] ?? 0) > availableParallelism() / 2;
	const busy = isBusy ? ' **The machine was busy with other things.**' : '';
	try {
		const progress = createProgress(print);
		const isWithout = options.parts.every((part) => withoutN8n.includes(part));
		const running = isWithout
			? await startDatabaseOnly({ home, progress, signal }, started)
			: await startBench({ home, projectFolder, progress, signal }, started);
		const versions = await readVersions(running.adminUrl);
		for (const part of options.parts) {
			const figures = await measurePart(part, running, options, signal);
			const folder = process.env['TMPDIR'] === undefined ? '' : `TMPDIR=${tmpdir()} `;
			const command = `${folder}npm run bench -- --parts ${part}${options.quick ? ' --quick' : ''}`;
			const text = `${figures}\n\n\`${command}\`, ${versionLine(versions)}${busy}`;
			print(`\n${text}\n`);
			if (options.write) writeIntoManual(part, text, 'test/bench/results.md');
		}
	} finally {
		for (const stop of started.reverse()) await stop();
		rmSync(home, { recursive: true, force: true });
	}
}

async function measurePart(
	part: Part,
	running: RunningBench,
	options: Options,
	signal: AbortSignal,
): Promise<string> {
	const plan = planOf(options);
	switch (part) {
		case 'workflows':
			return formatResults(await measure(running, plan, print, signal), plan);
		case 'profile':
			return await measureProfile(running, 3 * plan.requests, print, signal);
		case 'backlog':
			return backlogLine(await measureBacklog(running, options.backlog, signal));
		case 'batches':
			return await measureBatches(running, plan, print);
		case 'services':
			return await measureServices(running, plan, print);
		case 'size':
			return await measureSize(running, plan.rounds, print);
		case 'desk':
			return await measureDesk(running, Math.max(plan.rounds, 7), print);
		case 'memory':
			return await measureMemory(running, options.deliveries, print, signal);
	}
}

async function main(options: Options): Promise<void> {
	const controller = new AbortController();
	const asked = new Error('asked to stop');
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(name, () => controller.abort(asked));
	}
	try {
		await bench(options, controller.signal);
	} catch (error) {
		if (controller.signal.aborted) print('Stopped; everything is deleted.');
		else if (error instanceof RunnerError || error instanceof BenchError) {
			console.error(`\n${error.message}`);
		} else console.error(error);
		process.exitCode = 1;
	}
}

function count(text: string): number {
	if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('A whole number from 1 is needed.');
	return Number(text);
}

void new Command('npm run bench --')
	.description('Measures the bookings workflow beside a bare webhook and ordinary nodes.')
	.addOption(
		new Option('--parts <names...>', 'what to measure').choices(parts).default(['workflows']),
	)
	.option('--rounds <n>', 'rounds (7)', count)
	.option('--requests <n>', 'bookings per subject, round and level (160)', count)
	.option('--quick', 'three small rounds, for a first impression', false)
	.option('--backlog <n>', 'events of the backlog (1000)', count, 1000)
	.option('--deliveries <n>', 'deliveries over which memory is watched (20000)', count, 20_000)
	.option('--write', 'also write test/bench/results.md', false)
	.action(main)
	.parseAsync();
