import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { setUp } from '../../cli/setup/setup';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';

onEachServer((server) => {
	describe('n8n-nodes-mtl setup', () => {
		let database: TestDatabase;
		let folder: string;
		const lines: string[] = [];

		beforeAll(async () => {
			database = await makeDatabase(server, false);
			folder = mkdtempSync(join(tmpdir(), 'mtl-setup-'));
			jest.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line));
		});
		afterAll(async () => {
			jest.restoreAllMocks();
			rmSync(folder, { recursive: true });
			await database.drop();
		});

		const run = async (n8n: string, databaseUrl = database.url) =>
			await setUp({
				...{ databaseUrl, n8n, takeWorkflows: false, republish: false },
				workflowsFolder: join(__dirname, '../../workflows'),
				environment: { PATH: '/bin:/usr/bin', N8N_USER_FOLDER: folder },
			});
		const tables = async () =>
			(await database.query('SHOW TABLES')).map((row) => String(Object.values(row)[0]));

		it('stops before any change when there is no n8n', async () => {
			await expect(run('no-such-n8n')).rejects.toThrow(
				/^n8n was not found: there is no program "no-such-n8n" on PATH\.\n.*--n8n/,
			);
			await expect(run('/no/such/n8n')).rejects.toThrow('there is no program "/no/such/n8n".');
			expect(await tables()).toEqual([]);
			expect(readdirSync(folder)).toEqual([]);
		});

		it('stops at a URL without a database, and at a server that does not answer', async () => {
			await expect(run('false', 'not an address')).rejects.toThrow(/not a valid database URL/);
			await expect(run('false', 'mysql://a:b@127.0.0.1:1/mtl')).rejects.toMatchObject({
				code: 'unreachable',
			});
		});

		it('creates the tables, and says which n8n command failed', async () => {
			await expect(run('false')).rejects.toMatchObject({
				message: 'n8n import:credentials failed:',
				hint: '(no output)',
			});
			expect(await tables()).toEqual(
				expect.arrayContaining(['leads', 'bookings', 'activities', 'webhook_events']),
			);
			expect(lines.at(-1)).toMatch(/^Done: \d+ statements/);
		});

		it('leaves no database secret behind, and finds the existing tables the next time', async () => {
			await expect(run('false')).rejects.toThrow();
			expect(lines.at(-1)).toBe('Nothing to do: the database is up to date.');
			expect(readdirSync(join(folder, '.n8n/n8n-nodes-mtl'))).toEqual(['webhook-secret.json']);
		});
	});
});
