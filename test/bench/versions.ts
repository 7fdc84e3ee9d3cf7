import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { n8nFolder } from '../../runner/n8n/n8nInstalled';

/** What the figures depend on. */
export interface Versions {
	n8n: string;
	node: string;
	/** For example `MariaDB 11.8.3`. */
	database: string;
	cpus: number;
	/** `yyyy-mm-dd`, UTC. */
	date: string;
}

/** Reads the versions of what runs; the server at `adminUrl` is asked for its own. */
export async function readVersions(adminUrl: string): Promise<Versions> {
	const manifest = readFileSync(join(n8nFolder, 'node_modules/n8n/package.json'), 'utf8');
	return {
		n8n: (JSON.parse(manifest) as { version: string }).version,
		node: process.versions.node,
		database: await databaseVersion(adminUrl),
		cpus: availableParallelism(),
		date: new Date().toISOString().slice(0, 10),
	};
}

async function databaseVersion(adminUrl: string): Promise<string> {
	const connection = await createConnection({ uri: adminUrl });
	try {
		const [rows] = await connection.query<RowDataPacket[]>('SELECT VERSION() AS version');
		const version = String(rows[0]?.['version']);
		const name = version.includes('MariaDB') ? 'MariaDB' : 'MySQL';
		return `${name} ${version.split('-')[0] ?? ''}`;
	} finally {
		await connection.end();
	}
}
