import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { credentialIds } from '../../cli/setup/credentials';
import { n8nProgram, startN8n } from '../../runner/n8n/n8nServer';
import { keptOwner } from '../../runner/n8n/owner';
import { findFreePort } from '../../runner/process/ports';
import { theInstance } from '../support/n8nApi';

const heartbeat = 'mtlHeartbeat00000001';
const replay = 'mtlReplayEvents00001';
const retention = 'mtlRetention00000001';

/** The installed package with three of its workflows, and a new n8n. */
describe('npx n8n-nodes-mtl setup', () => {
	let folder: string;
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'mtl-setup-'));
		const { home } = theInstance();
		const installed = join(home, 'n8n/.n8n/nodes/node_modules/n8n-nodes-mtl');
		cpSync(installed, packageFolder(), { recursive: true });
		const others = ['alert-on-failure', 'backfill', 'calcom-bookings', 'daily-digest', 'desk'];
		for (const name of [...others, 'reconcile']) rmSync(shippedFile(name));
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	const packageFolder = () => join(folder, 'n8n/.n8n/nodes/node_modules/n8n-nodes-mtl');
	const execute = async (program: string, args: string[], more: NodeJS.ProcessEnv = {}) =>
		await new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
			const { NODE_OPTIONS: _, ...environment } = process.env;
			const env = {
				...environment,
				PATH: [dirname(process.execPath), dirname(n8nProgram), process.env['PATH']].join(':'),
				NODE_ENV: 'production',
				N8N_USER_FOLDER: join(folder, 'n8n'),
				N8N_ENCRYPTION_KEY: 'the key of this n8n',
				MTL_DATABASE_URL: theInstance().databaseUrl,
				...more,
			};
			const child = execFile(program, args, { env, cwd: folder }, (_error, out, err) =>
				resolve({ code: child.exitCode, out, err }),
			);
		});
	const setup = async (more: NodeJS.ProcessEnv = {}, ...args: string[]) =>
		await execute(join(packageFolder(), 'dist/cli.js'), ['setup', ...args], more);

	const stored = () => {
		const database = new DatabaseSync(join(folder, 'n8n/.n8n/database.sqlite'), { readOnly: true });
		const rows = database
			.prepare('SELECT id, nodes, activeVersionId, updatedAt FROM workflow_entity ORDER BY id')
			.all();
		database.close();
		return rows;
	};
	const nodesOf = (id: string) => String(stored().find((row) => row['id'] === id)?.['nodes']);
	const credentials = async () => {
		const path = join(folder, 'credentials.json');
		await execute('n8n', ['export:credentials', '--all', '--decrypted', `--output=${path}`]);
		return JSON.parse(readFileSync(path, 'utf8')) as Array<{ id: string; data: object }>;
	};
	const keptSecret = () =>
		(
			JSON.parse(
				readFileSync(join(folder, 'n8n/.n8n/n8n-nodes-mtl/webhook-secret.json'), 'utf8'),
			) as {
				secret: string;
			}
		).secret;
	const shippedFile = (name: string) => join(packageFolder(), `workflows/${name}.json`);
	const withNote = (name: string, note: string) => {
		const workflow = JSON.parse(readFileSync(shippedFile(name), 'utf8')) as {
			nodes: Array<{ notes?: string }>;
		};
		for (const node of workflow.nodes) node.notes = note;
		return JSON.stringify(workflow);
	};

	it('creates both credentials and the workflows, and publishes the active ones', async () => {
		const { code, out, err } = await setup();
		expect([code, err]).toEqual([0, '']);
		expect(out).toContain('Publishing "Heartbeat"');
		expect(stored()).toEqual([
			expect.objectContaining({ id: heartbeat, activeVersionId: expect.any(String) }),
			expect.objectContaining({ id: replay, activeVersionId: null }),
			expect.objectContaining({ id: retention, activeVersionId: expect.any(String) }),
		]);
		const { port, username, password } = new URL(theInstance().databaseUrl);
		const database = { host: '127.0.0.1', port: Number(port), user: username, password };
		expect(await credentials()).toEqual(
			expect.arrayContaining([
				expect.objectContaining({
					id: credentialIds.database,
					data: { ...database, database: 'mtl', tls: 'off' },
				}),
				expect.objectContaining({
					id: credentialIds.calCom,
					data: { secret: keptSecret(), previousSecret: '' },
				}),
			]),
		);
	});

	it('changes nothing the second time', async () => {
		const before = stored();
		const { code, out } = await setup();
		expect(code).toBe(0);
		expect(out).toContain('Nothing to do');
		expect(out).toContain('Credentials: no changes.');
		expect(out).toContain('Workflows: no changes.');
		expect(stored()).toEqual(before);
	});

	it('leaves an n8n that starts', async () => {
		const ports = { port: await findFreePort(), brokerPort: await findFreePort() };
		const instance = { home: folder, owner: keptOwner(folder), ...ports };
		const { signal } = new AbortController();
		const n8n = await startN8n(instance, { report: () => {}, signal });
		await n8n.stop();
	});

	it('replaces unedited workflows with a new version, and keeps edited ones', async () => {
		const edited = join(folder, 'edited.json');
		writeFileSync(edited, withNote('heartbeat', 'edited by a person'));
		await execute('n8n', ['import:workflow', `--input=${edited}`]);
		for (const name of ['heartbeat', 'retention']) {
			writeFileSync(shippedFile(name), withNote(name, 'the next version'));
		}
		const { code, out } = await setup();
		expect(code).toBe(0);
		expect(out).toContain('"Heartbeat" was edited in n8n and stays unchanged');
		expect(out).toContain('Importing "Retention".');
		expect(nodesOf(heartbeat)).toContain('edited by a person');
		expect(nodesOf(retention)).toContain('the next version');
	});

	it('replaces an edited workflow if told to', async () => {
		const { code } = await setup({}, '--take-workflows');
		expect(code).toBe(0);
		expect(nodesOf(heartbeat)).toContain('the next version');
		expect(stored().map((row) => row['activeVersionId'] !== null)).toEqual([true, false, true]);
	});

	it('writes the same credentials again when a value changes, and keeps the new one', async () => {
		const more = { CALCOM_WEBHOOK_SECRET: 'entered in Cal.com' };
		expect(await setup(more)).toMatchObject({ code: 0, err: '' });
		const [, ...others] = await credentials();
		expect(others).toHaveLength(1);
		expect(keptSecret()).toBe('entered in Cal.com');
		expect((await setup()).out).toContain('Credentials: no changes.');
	});

	it("says what to do when the encryption key is not n8n's", async () => {
		const more = { CALCOM_WEBHOOK_SECRET: 'another', N8N_ENCRYPTION_KEY: 'another key' };
		const { code, err } = await setup(more);
		expect(code).toBe(1);
		expect(err).toMatch(/^N8N_ENCRYPTION_KEY differs from the key that this n8n encrypts with/);
		expect(err).toContain('Run setup with the environment variables that n8n runs with');
	});
});
