#!/usr/bin/env node
import { Command, Option } from 'commander';

import { inboxStatuses, replayableStatuses } from '../nodes/core/domain/inbox';
import { check, migrateUrl, withDatabase } from './database';
import { list, type ListOptions, replay, type ReplayOptions, show } from './events';

const program = new Command('n8n-nodes-mtl')
	.description("Looks after the MTL database without n8n's editor")
	.showHelpAfterError();

const url = [
	'--url <address>',
	'the database, as mysql://user:password@host:3306/name?tls=off|on|verify (default: MTL_DATABASE_URL)',
] as const;

program
	.command('migrate')
	.description('add the tables, columns and indexes that are missing; never drops or rewrites')
	.option(...url, process.env['MTL_DATABASE_URL'])
	.action(async (options: { url?: string }) => await run(migrateUrl, options.url));

program
	.command('check')
	.description('say whether the database has all it needs; changes nothing')
	.option(...url, process.env['MTL_DATABASE_URL'])
	.action(async (options: { url?: string }) => await run(check, options.url));

const events = program.command('events').description('look at what Cal.com sent, and run it again');

type Options<T> = T & { url?: string };

events
	.command('list')
	.description('the newest events, one line each')
	.option(...url, process.env['MTL_DATABASE_URL'])
	.addOption(new Option('--status <status>', 'only events of this status').choices(inboxStatuses))
	.option('--uid <uid>', 'only events of this booking')
	.option('--limit <number>', 'how many', '20')
	.action(async (options: Options<ListOptions>) => {
		await run(
			async (address) => await withDatabase(address, async (db) => await list(db, options)),
			options.url,
		);
	});

events
	.command('show <id>')
	.description('one event whole, with its body: personal data')
	.option(...url, process.env['MTL_DATABASE_URL'])
	.action(async (id: string, options: Options<object>) => {
		await run(
			async (address) => await withDatabase(address, async (db) => await show(db, id)),
			options.url,
		);
	});

events
	.command('replay')
	.description('let events run again: those given by --id, else all failed and quarantined ones')
	.option(...url, process.env['MTL_DATABASE_URL'])
	.option('--id <id...>', 'the ids of the events')
	.addOption(
		new Option('--status <status...>', 'events of these statuses').choices(replayableStatuses),
	)
	.option('--since <time>', 'received at or after this time, e.g. 2026-11-25T10:00:00Z')
	.option('--yes', 'do it, not only show it')
	.action(async (options: Options<ReplayOptions>) => {
		await run(
			async (address) => await withDatabase(address, async (db) => await replay(db, options)),
			options.url,
		);
	});

/** People get sentences; the exit code is 0 when all is well, else 1. */
async function run(action: (address: string) => Promise<boolean>, address?: string): Promise<void> {
	try {
		if (!address)
			throw new Error('Which database? Say it with --url mysql://user:password@host:3306/name.');
		if (!(await action(address))) process.exitCode = 1;
	} catch (error) {
		const { message, hint } = error as Error & { hint?: string };
		console.error([message, hint].filter(Boolean).join('\n'));
		process.exitCode = 1;
	}
}

void program.parseAsync();
