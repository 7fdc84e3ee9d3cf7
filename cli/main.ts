#!/usr/bin/env node
import { Command } from 'commander';

import { check, migrateUrl } from './database';

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
