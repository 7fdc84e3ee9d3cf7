import { Command, InvalidArgumentError } from 'commander';

import { readVersions } from '../bench/versions';
import { type DatabaseProgram, databaseProgram } from '../../runner/database/findDatabaseServer';
import { writeIntoManual } from '../support/manual';
import { awayName, runAway } from './away';
import { faults } from './kinds/index';
import { type Fault, type Plan, runFault } from './run';
import { openStage } from './stage';
import { faultTable, resultLines, type ServerResults } from './table';

interface Options {
	program: DatabaseProgram[];
	only: string[];
	bookings: number;
	write: boolean;
}

const print = (line: string) => console.log(line);

/** All chosen faults on one server, one after the other. */
async function onServer(
	program: DatabaseProgram | undefined,
	chosen: readonly Fault[],
	isAwayChosen: boolean,
	plan: Plan,
): Promise<ServerResults & { versions: string }> {
	const stage = await openStage(program, print);
	try {
		const versions = await readVersions(stage.database().adminUrl);
		const say = (line: string) => print(`${versions.database}: ${line.trim()}`);
		const results = [];
		const runs = [
			...chosen.map(({ name, ...fault }) => ({
				name,
				run: async () => await runFault(stage, { name, ...fault }, plan),
			})),
			...(isAwayChosen ? [{ name: awayName, run: async () => await runAway(stage, plan) }] : []),
		];
		for (const { name, run } of runs) {
			const result = await run().catch((error: unknown) => String(error));
			if (typeof result === 'string') {
				say(`${name}: could not be shown. ${result}`);
				process.exitCode = 1;
				continue;
			}
			resultLines(result).forEach(say);
			results.push(result);
		}
		const { n8n, node, date, database: server } = versions;
		return { server, results, versions: `${date}, n8n ${n8n}, Node ${node}` };
	} finally {
		await stage.close();
	}
}

async function main({ program, only, bookings, write }: Options): Promise<void> {
	const isChosen = (name: string) => only.length === 0 || only.some((text) => name.includes(text));
	const chosen = faults.filter(({ name }) => isChosen(name));
	const plan = { bookings, people: Math.ceil(bookings / 5), atOnce: 8, hurried: false };
	// Side by side: most of the time is spent waiting.
	const servers = await Promise.all(
		(program.length > 0 ? program : [undefined]).map(
			async (one) => await onServer(one, chosen, isChosen(awayName), plan),
		),
	);
	const table = `${faultTable(servers)}\n\n${servers[0]?.versions}`;
	print(`\n${table}\n`);
	if (write) writeIntoManual('faults', table);
	const wrong = servers
		.flatMap(({ results }) => results)
		.some(({ lost, doubled, halfWritten }) => lost + doubled + halfWritten > 0);
	if (wrong) process.exitCode = 1;
}

function serverAt(path: string, before: DatabaseProgram[]): DatabaseProgram[] {
	const program = databaseProgram(path);
	if (!program) throw new InvalidArgumentError('No MariaDB or MySQL server can be run there.');
	return [...before, program];
}

void new Command('npm run faults --')
	.description(
		'Breaks the database and n8n under load, and counts what was lost, doubled or half-written.',
	)
	.option(
		'--program <path>',
		"a database server to use, again for each (the machine's own)",
		serverAt,
		[],
	)
	.option('--only <text...>', 'only faults whose name holds one of these texts', [])
	.option('--bookings <n>', 'bookings per fault, three deliveries each (60)', Number, 60)
	.option('--write', 'also write the table into docs/operate.md', false)
	.action(main)
	.parseAsync();
