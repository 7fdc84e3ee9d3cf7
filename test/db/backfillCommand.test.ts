import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { CalComApi } from '../../nodes/core/calcom/api/client';
import { reconcile } from '../../nodes/core/services/reconcile/reconcile';
import { testSchool, type TestSchool } from '../support/calcom/testSchool';
import { makeDatabase, type TestDatabase, testServers } from '../support/database';
import type { TestServer } from '../support/servers';

const day = 86_400_000;
const [server] = testServers() as [TestServer];
const project = join(__dirname, '../..');
const bookings = 120;

describe('n8n-nodes-mtl backfill', () => {
	let database: TestDatabase;
	let calcom: TestSchool;
	let ahead = 0;
	const started = new Set<ChildProcess>();

	beforeAll(async () => {
		database = await makeDatabase(server);
		ahead = -200 * day;
		calcom = await testSchool({ dialect: 'cloud', clock: () => Date.now() + ahead });
		const type = calcom.school.addEventType({ title: 'Level check', ownerId: calcom.ina.id });
		for (let number = 0; number < bookings; number++) {
			ahead = (number - 200) * day;
			const at = Date.now() + ahead + 2 * day;
			const email = `guest${number % 10}@family.example`;
			await calcom.play.book({
				type,
				start: at - (at % 3_600_000),
				person: { name: 'Jo Doe', email },
			});
		}
		ahead = 0;
	});
	afterAll(async () => {
		for (const child of started) child.kill('SIGKILL');
		await calcom.stop();
		await database.drop();
	});

	/** Starts the command as a person does, in a process of its own. */
	const start = (args: string[], environment: Record<string, string> = {}) => {
		const child = spawn(
			process.execPath,
			['-r', 'ts-node/register/transpile-only', 'cli/main.ts', 'backfill', ...args],
			{
				cwd: project,
				env: {
					...process.env,
					MTL_DATABASE_URL: database.url,
					CALCOM_API_KEY: calcom.ina.key,
					CALCOM_API_URL: calcom.url,
					...environment,
				},
			},
		);
		started.add(child);
		let said = '';
		for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
		const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, said }));
		return { child, ended };
	};
	const since = new Date(Date.now() - 300 * day).toISOString().slice(0, 10);
	const run = async (args: string[], environment?: Record<string, string>) =>
		await start(args, environment).ended;
	const count = async () =>
		Number((await database.query('SELECT COUNT(*) AS n FROM bookings'))[0]?.['n']);
	const untilSome = async (least: number) => {
		while ((await count()) < least) await new Promise((resolve) => setTimeout(resolve, 20));
	};

	it.each<[string, string[], Record<string, string>, RegExp]>([
		['without a key', ['--since', since], { CALCOM_API_KEY: '' }, /^CALCOM_API_KEY is not set\.\n/],
		['with a wrong key', ['--since', since], { CALCOM_API_KEY: 'cal_wrong' }, /set CALCOM_API_KEY/],
		['with a wrong URL', ['--since', since], { CALCOM_API_URL: 'cal' }, /not a web address/],
		[
			'with a day that is none',
			['--since', 'then'],
			{},
			/--since is not a valid day\.\n.*2024-01-01/,
		],
		[
			'with a period that is none',
			['--since', since, '--until', since],
			{},
			/The period ends before it begins/,
		],
		[
			'with an event type that is none',
			['--since', since, '--event-type', 'x'],
			{},
			/only numbers/,
		],
		[
			'with a time zone that is none',
			['--since', since, '--time-zone', 'x'],
			{},
			/not a time zone/,
		],
	])('says what to change, %s', async (_, args, environment, sentence) => {
		const { code, said } = await run(args, environment);
		expect([code, said]).toEqual([1, expect.stringMatching(sentence)]);
		expect(said).not.toMatch(/ {4}at |credential/);
	});

	it('first shows what it would do, and changes nothing', async () => {
		const { code, said } = await run(['--since', since]);
		expect(said).toContain(
			`${2 * bookings} events would be recorded (missing: ${bookings}, completed: ${bookings})`,
		);
		expect(said).toContain('Add --yes to record them.');
		expect([code, await count()]).toEqual([0, 0]);
	});

	it('continues after Ctrl-C and after its process was killed, and leaves nothing to reconcile', async () => {
		for (const [least, signal, code] of [
			[10, 'SIGINT', 1],
			[100, 'SIGKILL', null],
		] as const) {
			const { child, ended } = start(['--since', since, '--yes']);
			await untilSome(least);
			child.kill(signal);
			const end = await ended;
			expect(end.code).toBe(code);
			if (signal === 'SIGINT') {
				expect(end.said).toContain('Stopped. Run the same command again to continue.');
				expect(await database.query('SELECT name FROM mtl_leases')).toEqual([]);
			}
			expect(await count()).toBeLessThan(bookings);
			// The lease of a killed process ends by itself after 30 s.
			await database.query('UPDATE mtl_leases SET ends_at = UTC_TIMESTAMP(3)');
		}
		const { code, said } = await run(['--since', since, '--yes']);
		expect([code, await count()]).toEqual([0, bookings]);
		expect(said).toMatch(/100 % of the period/);
		// It goes on where it stopped: the part of the period that was done is not read again.
		expect(Number(/(\d+) bookings read with/.exec(said)?.[1])).toBeLessThan(bookings);
		const clock = { now: () => Date.now(), sleep: async () => {} };
		const api = new CalComApi({ baseUrl: calcom.url, key: calcom.ina.key }, clock);
		const report = await reconcile(database.db, api, {
			eventTypeIds: [],
			scope: 'wide',
			now: () => new Date(),
		});
		expect(report).toMatchObject({ found: {}, unresolved: {} });
	});
});
