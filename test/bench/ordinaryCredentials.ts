import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import { writePrivately } from '../../runner/keptFile';
import { runN8nCommand } from '../../runner/n8n/n8nCommand';
import type { N8nInstance } from '../../runner/n8n/n8nEnvironment';
import { calApiCredential } from './builtIn';

/** Puts the credentials of n8n's own nodes into n8n, which must not be running. */
export async function importOrdinaryCredentials(
	instance: N8nInstance,
	values: { databaseUrl: string; webhookSecret: string; calCom: { apiKey: string; host: string } },
	signal: AbortSignal,
): Promise<void> {
	const { host, port, user, password, database } = settingsFromUrl(values.databaseUrl);
	const credentials = [
		{
			id: 'mtlBenchMySql00001',
			name: 'Bench MySQL',
			type: 'mySql',
			data: { host, port, user, password, database },
		},
		{
			id: 'mtlBenchCrypto0001',
			name: 'Bench secret',
			type: 'crypto',
			data: { hmacSecret: values.webhookSecret },
		},
		{ ...calApiCredential, type: 'calApi', data: values.calCom },
	];
	const path = join(instance.home, 'n8n/bench-credentials.plain.json');
	try {
		writePrivately(path, JSON.stringify(credentials));
		await runN8nCommand(instance, ['import:credentials', `--input=${path}`], signal);
	} finally {
		rmSync(path, { force: true });
	}
}
