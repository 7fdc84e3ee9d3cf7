import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { DateTime } from 'luxon';
import { deliver } from './deliver';
import { keptWebhookSecret, readKept } from '../keptFile';
import { RunnerError } from '../runnerError';
import { addressPath } from '../screen';
import { nextBody, sampleKinds, type SampleKind } from './sentBookings';
import { readSettings } from '../settings';

interface SendOptions {
	new?: boolean;
	unsigned?: boolean;
	wrongSecret?: boolean;
	url?: string;
	secret?: string;
}

/**
 * Sends one delivery as the command line says and prints the answer. Returns the exit code: 0 when
 * the webhook answered 2xx.
 */
async function send(what: string, options: SendOptions): Promise<number> {
	const settings = readSettings(process.env, join(__dirname, '../..'));
	const { home } = settings;
	const running = readKept<{ webhookUrl: string }>(addressPath(home))?.webhookUrl;
	const url = options.url ?? running ?? `http://127.0.0.1:${settings.port}/webhooks/calcom`;
	const body = isSample(what)
		? nextBody(home, what, options.new === true, DateTime.utc())
		: readBody(what);
	const secret = options.secret ?? settings.webhookSecret ?? keptWebhookSecret(home);
	const key = options.wrongSecret ? `not ${secret}` : secret;
	console.log(`POST ${url}`);
	const answer = await deliver(url, body, options.unsigned ? undefined : key).catch(() => {
		throw new RunnerError(`Nothing answers at ${url}. Is npm start running?`);
	});
	console.log(`${answer.status} ${pretty(answer.text)}`);
	return answer.status >= 200 && answer.status < 300 ? 0 : 1;
}

function isSample(what: string): what is SampleKind {
	return (sampleKinds as readonly string[]).includes(what);
}

function readBody(file: string): string {
	try {
		return readFileSync(resolve(process.env.INIT_CWD ?? '.', file), 'utf8');
	} catch {
		throw new RunnerError(`"${file}" is neither ${sampleKinds.join(', ')} nor a file to read.`);
	}
}

function pretty(text: string): string {
	try {
		return JSON.stringify(JSON.parse(text), null, 2);
	} catch {
		return text;
	}
}

const command = new Command('npm run send --')
	.description('Sends a test delivery to the running webhook, signed as Cal.com signs.')
	.argument('<what>', `${sampleKinds.join(', ')}, or a file with a body of your own`)
	.option('--new', 'created: another booking instead of the same one again')
	.option('--unsigned', 'without the signature header')
	.option('--wrong-secret', 'signed with a wrong secret')
	.option('--url <url>', 'webhook to send to')
	.option('--secret <secret>', 'secret to sign with')
	.action(async (what: string, options: SendOptions) => {
		process.exitCode = await send(what, options);
	});

command.parseAsync().catch((error: unknown) => {
	console.error(error instanceof RunnerError ? error.message : error);
	process.exitCode = 1;
});
