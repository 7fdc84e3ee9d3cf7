import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { settingsFromUrl } from '../../nodes/core/db/settings';
import { readKept, writePrivately } from './keptFile';
import type { N8n } from './n8n';

/** The ids of the two credentials in the workflows' JSON. */
export const credentialIds = {
	database: 'mtlDatabase000001',
	calCom: 'mtlCalCom00000001',
} as const;

/** The contents of the two credentials. */
export interface CredentialValues {
	databaseUrl: string;
	webhookSecret: string;
	/** Also accepted, besides `webhookSecret`; empty for none. */
	previousSecret: string;
}

/**
 * Writes both credentials to n8n, which encrypts them, if they are new or their values have changed
 * since the last run. Otherwise, values set in the editor stay. Returns whether it wrote.
 */
export async function importCredentials(n8n: N8n, values: CredentialValues): Promise<boolean> {
	const text = JSON.stringify(credentials(values));
	const hash = createHash('sha256').update(text).digest('hex');
	const notePath = join(n8n.notesFolder, 'credentials.json');
	if (readKept<{ hash: string }>(notePath)?.hash === hash) return false;
	const path = join(n8n.notesFolder, 'credentials.plain.json');
	try {
		writePrivately(path, text);
		await n8n.run('import:credentials', `--input=${path}`);
	} finally {
		rmSync(path, { force: true });
	}
	writePrivately(notePath, JSON.stringify({ hash }));
	return true;
}

function credentials({ databaseUrl, webhookSecret, previousSecret }: CredentialValues) {
	const { host, port, user, password, database, tls } = settingsFromUrl(databaseUrl);
	return [
		{
			id: credentialIds.database,
			name: 'MTL database',
			type: 'mtlDatabaseApi',
			data: { host, port, user, password, database, tls: tlsChoice(tls) },
		},
		{
			id: credentialIds.calCom,
			name: 'Cal.com webhook',
			type: 'mtlCalComWebhookApi',
			data: { secret: webhookSecret, previousSecret },
		},
	];
}

function tlsChoice(tls: { enabled: boolean; verify: boolean }): 'off' | 'on' | 'verify' {
	if (!tls.enabled) return 'off';
	return tls.verify ? 'verify' : 'on';
}
