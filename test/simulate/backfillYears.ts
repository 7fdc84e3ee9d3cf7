import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { reconcile } from '../../nodes/core/services/reconcile/reconcile';
import type { Dialect } from '../support/calcom';
import type { TestDatabase } from '../support/database';
import { memoryMiB } from '../support/processMemory';
import { compare, type Difference } from './compare';
import { apiOf, oursOf } from './reconcile';
import { day } from './school/calendar';
import { liveOn } from './school/live';
import { noTrouble } from './trouble';
import { ourAppointments, trueAppointments } from './truth';
import { World } from './world';

const project = join(__dirname, '../..');
const years = 3;

export interface BackfillPlan {
	dialect: Dialect;
	seed: number;
	wishesPerDay: number;
	print: (line: string) => void;
}

/**
 * Plays a school of three years of which nothing was delivered, brings it in with the command
 * `n8n-nodes-mtl backfill`, which is killed half-way and started again, and compares.
 *
 * @returns a Markdown table
 */
export async function backfillYears(
	database: TestDatabase,
	{ dialect, seed, wishesPerDay, print }: BackfillPlan,
): Promise<string> {
	const days = years * 365;
	const begins = Math.floor(Date.now() / day - days) * day;
	const world = new World(begins);
	const life = await liveOn(world, {
		...{ dialect, seed, days, wishesPerDay, horizonDays: 21, faults: noTrouble.faults },
		...{ secret: 'unused', deliver: async () => {} },
	});
	const { calcom, opened } = life;
	try {
		for (let passed = 0; passed <= days; passed++) {
			if (passed % 180 === 0) print(`playing: day ${passed} of ${days}`);
			await world.advanceTo(begins + passed * day);
		}
		await world.advanceTo(Date.now());
		world.agenda.clear();
		const teachers = calcom.school.users.map(({ name, email }) => ({ name, email }));
		await database.db.insertInto('users').values(teachers).execute();
		const asked = calcom.api.seen.length;
		const args = ['--since', new Date(begins).toISOString().slice(0, 10), '--yes'];
		// Some bookings start later than today.
		args.push('--until', new Date(world.now + 60 * day).toISOString().slice(0, 10));
		for (const id of oursOf(life).eventTypeIds) args.push('--event-type', String(id));
		const environment = {
			MTL_DATABASE_URL: database.url,
			CALCOM_API_KEY: opened.ina.key,
			CALCOM_API_URL: calcom.url,
		};
		const half = calcom.school.bookings.length / 2;
		const isHalf = async () => (await countBookings(database)) >= half;
		const first = await run(args, environment, isHalf);
		print(`killed after ${Math.round(first.seconds)} s`);
		const second = await run(args, environment, async () => false);
		if (second.code !== 0) throw new Error(`The backfill failed:\n${second.said}`);
		const requests = calcom.api.seen.length - asked;
		const api = apiOf(life);
		const now = () => new Date(world.now);
		const report = await reconcile(database.db, api, { scope: 'wide', now, ...oursOf(life) });
		const all = compare(trueAppointments(calcom.school), await ourAppointments(database.db));
		// Without its event type, nothing tells a class from a booking with guests.
		const isOfDeletedClass = ({ uid }: Difference) => {
			const { typeId, attendees } = calcom.school.booking(uid);
			return typeId === null && attendees.length > 1;
		};
		const differences = all.filter((one) => !isOfDeletedClass(one));
		const rows: Array<[string, string | number]> = [
			['bookings in Cal.com', calcom.school.bookings.length],
			['events recorded', await countEvents(database)],
			[
				'time until killed half-way, and then to the end',
				`${Math.round(first.seconds)} s + ${Math.round(second.seconds)} s`,
			],
			['API requests', requests],
			['largest memory of the command', `${Math.round(Math.max(first.memory, second.memory))} MiB`],
			['found by reconciliation afterwards', JSON.stringify(report.found)],
			[
				'people in classes whose event type was deleted: reported, not brought in',
				all.length - differences.length,
			],
			['**all other differences from Cal.com**', `**${differences.length}**`],
		];
		if (differences.length > 0 || Object.keys(report.found).length > 0) process.exitCode = 1;
		for (const one of differences.slice(0, 5)) print(JSON.stringify(one));
		return ['| | |', '| --- | ---: |', ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join(
			'\n',
		);
	} finally {
		await calcom.stop();
	}
}

/** Runs the command in a process of its own, and kills it once `isEnough`. */
async function run(
	args: readonly string[],
	environment: Record<string, string>,
	isEnough: () => Promise<boolean>,
) {
	const started = Date.now();
	const command = join(project, 'dist/cli.js');
	const child = spawn(process.execPath, [command, 'backfill', ...args], {
		env: { ...process.env, ...environment },
	});
	let [said, memory] = ['', 0];
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
	const timer = setInterval(() => {
		if (child.exitCode === null && child.pid) memory = Math.max(memory, memoryMiB(child.pid) || 0);
		void isEnough().then((enough) => enough && child.kill('SIGKILL'));
	}, 1_000);
	const [code] = (await once(child, 'close')) as [number | null];
	clearInterval(timer);
	return { code, said, memory, seconds: (Date.now() - started) / 1000 };
}

async function countBookings({ query }: TestDatabase): Promise<number> {
	return Number((await query('SELECT COUNT(*) AS n FROM bookings'))[0]?.['n']);
}

async function countEvents({ query }: TestDatabase): Promise<number> {
	return Number((await query('SELECT COUNT(*) AS n FROM webhook_events'))[0]?.['n']);
}
