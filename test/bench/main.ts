import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { createProgress } from '../../runner/progress';
import { RunnerError } from '../../runner/runnerError';
import { backlogLine, measureBacklog } from './backlog';
import { BenchError } from './benchError';
import { measure, type Plan } from './measure';
import { formatResults } from './results';
import { startBench } from './startBench';
import { median } from './statistics';
import { readVersions } from './versions';

interface Options {
	rounds?: number;
	requests?: number;
	quick: boolean;
	backlog?: number;
	write: boolean;
}

const projectFolder = resolve(__dirname, '../..');
const print = (line: string) => console.log(line);

function planOf(options: Options): Plan {
	const requests = options.requests ?? (options.quick ? 48 : 160);
	return {
		rounds: options.rounds ?? (options.quick ? 3 : 5),
		requests,
		alone: Math.max(10, Math.round(requests / 4)),
		warmUp: options.quick ? 40 : 80,
		atOnce: 8,
	};
}

/** Starts everything in a home of its own, measures, and stops and deletes it all. */
async function bench(options: Options, signal: AbortSignal): Promise<void> {
	const plan = planOf(options);
	const home = mkdtempSync(join(tmpdir(), 'mtl-bench-'));
	const started: Array<() => Promise<void>> = [];
	try {
		const progress = createProgress(print);
		const running = await startBench({ home, projectFolder, progress, signal }, started);
		const versions = await readVersions(running.adminUrl);
		const rounds = await measure(running, plan, print, signal);
		const figures = formatResults(rounds, plan, versions);
		const backlog = options.backlog && (await measureBacklog(running, options.backlog, signal));
		const single = median(rounds.map(({ ours }) => ours.perSecond));
		const results = backlog ? `${figures}\n\n${backlogLine(backlog, single)}` : figures;
		print(`\n${results}\n`);
		if (options.write) {
			const title = '# Last figures\n\nWritten by `npm run bench -- --write`; see README.md.';
			writeFileSync(join(__dirname, 'results.md'), `${title}\n\n${results}\n`);
		}
	} finally {
		for (const stop of started.reverse()) await stop();
		rmSync(home, { recursive: true, force: true });
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
	.option('--rounds <n>', 'rounds (5)', count)
	.option('--requests <n>', 'bookings per workflow and round, 8 at a time (160)', count)
	.option('--quick', 'three small rounds, for a first impression', false)
	.option('--backlog <n>', 'also measure a backlog of that many events', count)
	.option('--write', 'also write test/bench/results.md', false)
	.action(main)
	.parseAsync();
