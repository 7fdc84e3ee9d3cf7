import { Command, Option } from 'commander';

import { type Dialect } from '../support/calcom';
import { makeDatabase } from '../support/database';
import { writeIntoManual } from '../support/manual';
import { startServer, type TestServer } from '../support/servers';
import { backfillYears } from './backfillYears';
import { explain } from './explain';
import { reconcileWith } from './reconcile';
import { type Outcome, simulate } from './simulate';
import { dialectNames, differencesByKind, simulationTable } from './table';

interface Options {
	dialect: Dialect[];
	days: number;
	perDay: number;
	seed: number;
	explain: number;
	backfill: boolean;
	write: boolean;
}

const print = (line: string) => console.log(line);

async function onDialect(
	server: TestServer,
	dialect: Dialect,
	{ days, perDay, seed, explain: most }: Options,
): Promise<Outcome> {
	const database = await makeDatabase(server);
	try {
		// Nothing here is about a server that dies.
		await database.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0');
		const onDay = (passed: number) => {
			if (passed % 30 === 0) print(`${dialectNames[dialect]}: day ${passed} of ${days}`);
		};
		const plan = { dialect, seed, days, wishesPerDay: perDay, horizonDays: 21, onDay };
		const outcome = await simulate(database.db, plan, reconcileWith(database.db));
		const { differences, receiver, again } = outcome;
		print(`${dialectNames[dialect]}: ${differencesByKind(outcome) || 'no differences'}`);
		const failed = receiver.failed.map(({ uid, reason }) => `  failed: ${uid} ${reason}`);
		failed.slice(0, most).forEach(print);
		for (const one of differences.slice(0, most)) print(await explain(database.db, outcome, one));
		const isRestless = Object.keys(again.found).length > 0;
		if (isRestless) print(`  found again: ${JSON.stringify(again.found)}`);
		if (differences.length > 0 || failed.length > 0 || isRestless) process.exitCode = 1;
		return outcome;
	} finally {
		await database.drop();
	}
}

async function backfill(server: TestServer, { seed, write }: Options): Promise<void> {
	const database = await makeDatabase(server);
	try {
		await database.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0');
		const plan = { dialect: 'cloud', seed, wishesPerDay: 15, print } as const;
		const table = await backfillYears(database, plan);
		print(`\n${table}\n`);
		if (write) writeIntoManual('backfill', table);
	} finally {
		await database.drop();
	}
}

async function main(options: Options): Promise<void> {
	const server = await startServer();
	try {
		if (options.backfill) return await backfill(server, options);
		const outcomes: Outcome[] = [];
		for (const dialect of options.dialect) {
			outcomes.push(await onDialect(server, dialect, options));
		}
		const table = simulationTable(outcomes, options.days);
		print(`\n${table}\n`);
		if (options.write) writeIntoManual('simulation', table);
	} finally {
		await server.stop();
	}
}

const dialects = Object.keys(dialectNames);

void new Command('npm run simulate --')
	.description("Lives through a school's year with a Cal.com that delivers badly, and compares.")
	.addOption(
		new Option('--dialect <name...>', 'kinds of Cal.com').choices(dialects).default(dialects),
	)
	.option('--days <n>', 'how long (365)', Number, 365)
	.option('--per-day <n>', 'how many people book on a day (12)', Number, 12)
	.option('--seed <n>', 'another school (1)', Number, 1)
	.option('--explain <n>', 'tell the lives of so many differences (0)', Number, 0)
	.option('--backfill', 'bring in three years with one command instead', false)
	.option('--write', 'also write the table into docs/operate.md', false)
	.action(main)
	.parseAsync();
