import { Command } from 'commander';

import { readVersions } from '../bench/versions';
import { runFault } from '../faults/run';
import { resultLines } from '../faults/table';
import { writeIntoManual } from '../support/manual';
import { measure } from './measure';
import { openQueueStage } from './queueStage';
import { measuredTable, troubleTable } from './table';
import { everythingBreaks } from './trouble';

interface Options {
	bookings: number;
	atOnce: number;
	hurried: boolean;
	write: boolean;
}

const print = (line: string) => console.log(line);

async function main({ bookings, atOnce, hurried, write }: Options): Promise<void> {
	const stage = await openQueueStage(print);
	try {
		const both = await measure(stage, 2, bookings, atOnce);
		await stage.process('worker2').stop();
		const one = await measure(stage, 1, bookings, atOnce);
		await stage.process('worker2').start();
		const plan = { bookings: 60, people: 12, atOnce: 8, hurried };
		const result = await runFault(stage, everythingBreaks, plan);
		resultLines(result).forEach(print);
		const { n8n, node, database, cpus, date } = await readVersions(stage.database.adminUrl);
		const versions = `${date}, n8n ${n8n}, Node ${node}, ${database}, ${cpus} CPUs for everything, ${atOnce} at a time.`;
		const text = [measuredTable([one, both]), troubleTable([result]), versions].join('\n\n');
		print(`\n${text}\n`);
		if (write) writeIntoManual('scale', text, 'docs/scale.md');
		if (result.lost + result.doubled + result.halfWritten > 0) process.exitCode = 1;
	} finally {
		await stage.close();
	}
}

void new Command('npm run scale --')
	.description(
		'Runs n8n in queue mode, measures it, kills parts of it under load, and counts what was lost, doubled or half-written.',
	)
	.option('--bookings <n>', 'bookings per measurement (300)', Number, 300)
	.option('--at-once <n>', 'deliveries at a time (16)', Number, 16)
	.option('--hurried', 'cut the waiting times of the inbox short', false)
	.option('--write', 'also write the tables into docs/scale.md', false)
	.action(main)
	.parseAsync();
