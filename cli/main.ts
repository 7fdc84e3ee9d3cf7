#!/usr/bin/env node
import { join } from 'node:path';

import { Command, Option } from 'commander';

import { CalComApiError } from '../nodes/core/calcom/api/refusal';
import { MtlError } from '../nodes/core/domain/errors';
import { inboxStatuses, replayableStatuses } from '../nodes/core/domain/inbox';
import { type BackfillCommand, backfillYears, hintsWithoutCredential } from './backfill';
import { check, migrateUrl, withDatabase } from './database';
import { list, type ListOptions, replay, type ReplayOptions, show } from './events';
import { setUp } from './setup/setup';

const program = new Command('n8n-nodes-mtl')
	.description("Manage the MTL database without n8n's editor")
	.showHelpAfterError();

const url = [
	'--url <address>',
	'the database, as mysql://user:password@host:3306/name?tls=off|on|verify (default: MTL_DATABASE_URL)',
] as const;

/** The hint about a credential in n8n does not apply here. */
const checkAddress =
	'Check that the database server is running and that the URL in --url or MTL_DATABASE_URL is correct.';

const workflowsFolder = join(__dirname, '../workflows');

program
	.command('setup')
	.description('create the tables, and the credentials and workflows in n8n on this machine')
	.option(...url)
	.option('--n8n <program>', "n8n's program: a path, or a name on PATH", 'n8n')
	.option(
		'--take-workflows',
		'replace workflows that were edited in n8n with those of this version',
	)
	.option(
		'--republish',
		'publish a new version of all published workflows that use this package, with their edits',
	)
	.addHelpText(
		'after',
		`
Run it as the user and with the environment variables that n8n runs with (N8N_USER_FOLDER,
N8N_ENCRYPTION_KEY, DB_TYPE, …). Also read: CALCOM_WEBHOOK_SECRET, which Cal.com signs with (made and
kept when it is not set), and CALCOM_PREVIOUS_WEBHOOK_SECRET, which is accepted as well.`,
	)
	.action(async (options: Options<{ n8n: string; takeWorkflows?: true; republish?: true }>) => {
		const { n8n, takeWorkflows = false, republish = false } = options;
		const more = { n8n, takeWorkflows, republish, workflowsFolder, environment: process.env };
		await run(async (databaseUrl) => await setUp({ databaseUrl, ...more }), options.url);
	});

program
	.command('migrate')
	.description('add the tables, columns and indexes that are missing; never drops or rewrites')
	.option(...url)
	.option('--time-zone <zone>', "the school's time zone, in which reports count days")
	.action(async ({ url: address, timeZone }: Options<{ timeZone?: string }>) => {
		await run(async (databaseUrl) => await migrateUrl(databaseUrl, timeZone ?? null), address);
	});

program
	.command('check')
	.description('check whether the database is ready; changes nothing')
	.option(...url)
	.action(async (options: { url?: string }) => await run(check, options.url));

const events = program
	.command('events')
	.description('list and show events from Cal.com, and run them again');

type Options<T> = T & { url?: string };

events
	.command('list')
	.description('list the newest events, one line each')
	.option(...url)
	.addOption(new Option('--status <status>', 'only events with this status').choices(inboxStatuses))
	.option('--uid <uid>', 'only events for this booking')
	.option('--limit <number>', 'number of events', '20')
	.action(async (options: Options<ListOptions>) => {
		await run(
			async (address) => await withDatabase(address, async (db) => await list(db, options)),
			options.url,
		);
	});

events
	.command('show <id>')
	.description('show one complete event with its body (contains personal data)')
	.option(...url)
	.action(async (id: string, options: Options<object>) => {
		await run(
			async (address) => await withDatabase(address, async (db) => await show(db, id)),
			options.url,
		);
	});

events
	.command('replay')
	.description('run events again: those given by --id, else all failed and quarantined events')
	.option(...url)
	.option('--id <id...>', 'the ids of the events')
	.addOption(
		new Option('--status <status...>', 'events with these statuses').choices(replayableStatuses),
	)
	.option('--since <time>', 'only events received at or after this time, e.g. 2026-11-25T10:00:00Z')
	.option('--yes', 'run the events instead of only listing them')
	.action(async (options: Options<ReplayOptions>) => {
		await run(
			async (address) => await withDatabase(address, async (db) => await replay(db, options)),
			options.url,
		);
	});

program
	.command('backfill')
	.description("bring the bookings of earlier years from Cal.com's API into the tables")
	.option(...url)
	.requiredOption('--since <day>', 'bookings that start on or after this day, e.g. 2024-01-01')
	.option('--until <day>', 'bookings that start before this day (default: today, UTC)')
	.option('--event-type <id...>', "event types of other hosts that are the school's too")
	.option('--team <id...>', 'teams, all of whose event types count')
	.option('--time-zone <name>', 'time zone of the times on the timeline', 'UTC')
	.option('--yes', 'record the bookings instead of only counting them')
	.addHelpText(
		'after',
		`
Also read: CALCOM_API_KEY, an API key from Cal.com (Settings → Developer → API keys), and CALCOM_API_URL,
the address of the API (default: https://api.cal.com/v2). n8n need not run. No workflow starts.`,
	)
	.action(async (options: Options<BackfillCommand>) => {
		const stop = new AbortController();
		for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
		await run(
			async (address) =>
				await withDatabase(
					address,
					async (db) => await backfillYears(db, options, process.env, stop.signal),
				),
			options.url,
		);
	});

/** Errors are printed as sentences; the exit code is 0 on success, else 1. */
async function run(action: (address: string) => Promise<boolean>, url?: string): Promise<void> {
	try {
		const address = url || process.env['MTL_DATABASE_URL'];
		if (!address)
			throw new Error('Specify a database with --url mysql://user:password@host:3306/name.');
		if (!(await action(address))) process.exitCode = 1;
	} catch (error) {
		console.error(explain(error as Error));
		process.exitCode = 1;
	}
}

function explain(error: Error & { hint?: string }): string {
	const unreachable = error instanceof MtlError && error.code === 'unreachable';
	const ofApi = error instanceof CalComApiError ? hintsWithoutCredential[error.fault] : undefined;
	const hint = unreachable ? checkAddress : (ofApi ?? error.hint);
	return [error.message, hint].filter(Boolean).join('\n');
}

void program.parseAsync();
