import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { settingsFromUrl } from '../nodes/core/db/settings';
import { readKept, writePrivately } from './keptFile';
import { runN8nCommand } from './n8nCommand';
import type { N8nInstance } from './n8nEnvironment';

/** What the workflows' credentials are to hold. */
export interface CredentialValues {
	databaseUrl: string;
	webhookSecret: string;
}

/**
 * Puts the two credentials that the workflows name into n8n, when they are new or their values
 * have changed since the last start; otherwise what people set in the editor stays. n8n encrypts
 * them. Returns whether it did.
 */
export async function importCredentials(
	instance: N8nInstance,
	values: CredentialValues,
	signal: AbortSignal,
): Promise<boolean> {
	const text = JSON.stringify(credentials(values));
	const hash = createHash('sha256').update(text).digest('hex');
	const notePath = join(instance.home, 'n8n/credentials.json');
	if (readKept<{ hash: string }>(notePath)?.hash === hash) return false;
	const path = join(instance.home, 'n8n/credentials.plain.json');
	try {
		writePrivately(path, text);
		await runN8nCommand(instance, ['import:credentials', `--input=${path}`], signal);
	} finally {
		rmSync(path, { force: true });
	}
	writePrivately(notePath, JSON.stringify({ hash }));
	return true;
}

function credentials({ databaseUrl, webhookSecret }: CredentialValues) {
	const { host, port, user, password, database, tls } = settingsFromUrl(databaseUrl);
	return [
		{
			id: 'mtlDatabase000001',
			name: 'MTL database',
			type: 'mtlDatabaseApi',
			data: { host, port, user, password, database, tls: tlsChoice(tls) },
		},
		{
			id: 'mtlCalCom00000001',
			name: 'Cal.com webhook',
			type: 'mtlCalComWebhookApi',
			data: { secret: webhookSecret, previousSecret: '' },
		},
	];
}

function tlsChoice(tls: { enabled: boolean; verify: boolean }): 'off' | 'on' | 'verify' {
	if (!tls.enabled) return 'off';
	return tls.verify ? 'verify' : 'on';
}
