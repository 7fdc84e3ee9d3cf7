import { join } from 'node:path';
import { readKept, webhookSecretPath } from './keptFile';
import type { Running } from './running';

/** The file in which a running start notes its webhook address, for `npm run send`. */
export function addressPath(home: string): string {
	return join(home, 'address.json');
}

/** The one screen that a start ends with. Its first line says that bookings can be received. */
export function readyScreen(running: Running, home: string): string {
	const keptSecret = readKept<{ secret: string }>(webhookSecretPath(home))?.secret;
	const secretFrom =
		keptSecret === running.webhookSecret ? webhookSecretPath(home) : 'CALCOM_WEBHOOK_SECRET';
	const lines = [
		`Ready  ${running.webhookUrl}`,
		'',
		`  Editor         ${running.editorUrl}`,
		`  Desk           ${running.editorUrl}/webhooks/desk`,
		`  Login          ${running.owner.email}  ${running.owner.password}`,
		'  Test booking   npm run send -- created   (then rescheduled, cancelled)',
		'  Stop           Ctrl-C',
		`  Data and logs  ${home}`,
		`  Database       ${
			running.database === undefined
				? 'the one of MTL_DATABASE_URL'
				: `${running.database.kind}, ${running.databaseUrl}`
		}`,
		`  Signing secret ${secretFrom} (for Cal.com's webhook settings)`,
	];
	return `\n${lines.join('\n')}\n`;
}
