import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';

import { explain } from '../../nodes/core/db/errors';
import { startDatabaseServer } from '../../runner/database/databaseServer';
import { findFreePort } from '../../runner/process/ports';
import { type Kind, faultTables, provocations, type Stage } from '../support/provocations';

const dbServer = join(__dirname, '../support/db-server');
const hasMySql = existsSync(
	join(
		process.env['MTL_SERVER_CACHE'] ?? join(homedir(), '.cache/n8n-nodes-mtl'),
		'mysql/.complete',
	),
);

interface Running {
	url: string;
	stop(): Promise<void>;
}

/** Servers of this file's own, because some faults are settings of a whole server. */
const servers: Record<Kind, (home: string) => Promise<Running>> = {
	MariaDB: async (home) => {
		const { signal } = new AbortController();
		const { adminUrl, stop } = await startDatabaseServer({ home, report: () => {}, signal });
		return { url: adminUrl.replace(/\/$/, ''), stop };
	},
	MySQL: async (home) => {
		const port = String(await findFreePort());
		const said = execFileSync(dbServer, ['start', 'mysql', port, home], { encoding: 'utf8' });
		const stop = async () => void execFileSync(dbServer, ['stop', home]);
		return { url: said.trim().split('\n').at(-1) ?? '', stop };
	},
};

async function setStage(url: string): Promise<Stage> {
	const root = await createConnection({ uri: url });
	await root.query('CREATE DATABASE faults CHARACTER SET utf8mb4');
	await root.query('USE faults');
	for (const statement of faultTables) await root.query(statement);
	const joe = async (options = '') => {
		await root.query("DROP USER IF EXISTS joe@'%'");
		const [created, granted = 'ALL'] = options.split('-- ');
		await root.query(`CREATE USER joe@'%' IDENTIFIED BY 'pw' ${created ?? ''}`);
		const [privilege, table = '*'] = granted.split(/ (?=\w+$)/);
		await root.query(`GRANT ${privilege} ON faults.${table} TO joe@'%'`);
		const { host } = new URL(url);
		return `mysql://joe:pw@${host}/faults`;
	};
	return { root, url: `${url}/faults`, joe };
}

describe.each((['MariaDB', 'MySQL'] as const).filter((kind) => kind === 'MariaDB' || hasMySql))(
	'%s says what is wrong:',
	(kind) => {
		const home = mkdtempSync(join(tmpdir(), 'mtl-faults-'));
		let server: Running;
		let stage: Stage;
		beforeAll(async () => {
			server = await servers[kind](home);
			stage = await setStage(server.url);
		});
		afterAll(async () => {
			stage.root.destroy();
			await server.stop();
			rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
		});

		it.each(
			provocations.filter(({ on }) => on.includes(kind)).map((one) => [one.number, one] as const),
		)('error %d', async (number, { names = [], provoke }) => {
			const { message, hint, code } = explain(await provoke(stage));
			expect(message).toMatch(new RegExp(`^[A-Z].* \\(${number}\\)\\.$`));
			for (const name of names) expect(message).toContain(name);
			expect(message).not.toMatch(/unnamed|necessary|a table|secret|4711|refused a change of/);
			expect(hint).toMatch(/^[A-Z].*\.$/);
			expect(code).not.toBe('unexpected');
		});
	},
);
