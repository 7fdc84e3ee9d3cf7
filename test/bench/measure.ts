import { setTimeout as wait } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { type Delivery, makeDeliveries } from './bookings';
import { cpuTimeMs } from './cpuTime';
import { type Load, sendAll } from './load';
import { requireRows, untilProcessed } from './rows';
import type { RunningBench } from './startBench';
import { percentile } from './statistics';
import { levels, type Subject, type SubjectName } from './subjects';

/** How much is sent. */
export interface Plan {
	rounds: number;
	/** Per subject, round and level. */
	requests: number;
	/** Per subject and round, one at a time. */
	alone: number;
	/** Per subject, before the first round; not measured. */
	warmUp: number;
}

/** What one subject did in one round. */
export interface Figures {
	/** Requests per second, by how many at a time. */
	perSecond: Partial<Record<number, number>>;
	/** One at a time, in milliseconds. */
	p50Ms: number;
	p95Ms: number;
	/** Processor time of n8n and the database for one request, 8 at a time; NaN where it can't be known. */
	cpuMs: number;
}

export type Round = Record<SubjectName, Figures>;

/** n8n writes an execution down after it has answered: nobody pays for what the one before left. */
const settleMs = 700;

/**
 * Warms up, then measures all subjects in turn, round after round, on the same machine in the same
 * minutes. After each turn the rows in the database are counted. Throws BenchError when an answer or
 * a count is wrong.
 */
export async function measure(
	bench: RunningBench,
	plan: Plan,
	say: (line: string) => void,
	signal: AbortSignal,
): Promise<Round[]> {
	const repeated = makeDeliveries(plan.requests, bench.secret);
	/** Rows by database. */
	const sent = new Map<string | undefined, number>();
	const send = async (subject: Subject, deliveries: readonly Delivery[], atOnce: number) => {
		const load = await sendWhole(bench, subject, deliveries, atOnce, signal);
		const { database, repeats } = subject;
		if (!repeats) sent.set(database, (sent.get(database) ?? 0) + deliveries.length);
		await requireRows(bench.adminUrl, subject, sent.get(database) ?? 0);
		await wait(settleMs, undefined, { signal });
		return load;
	};
	const deliveriesOf = ({ repeats, secret }: Subject, count: number) =>
		repeats ? repeated.slice(0, count) : makeDeliveries(count, secret ?? bench.secret);

	say(`  Warm-up: ${plan.warmUp} bookings each`);
	for (const subject of bench.subjects) {
		const isOurs = subject.name === 'ours';
		if (!subject.repeats) await send(subject, deliveriesOf(subject, plan.warmUp), 8);
		if (isOurs) await send(subject, repeated, 8);
	}
	const turn = async (subject: Subject): Promise<Figures> => {
		const perSecond: Figures['perSecond'] = {};
		let cpuMs = Number.NaN;
		for (const level of subject.levels) {
			const count = Math.max(plan.requests, 3 * level);
			const cpuBefore = cpuTimeMs(bench.pids);
			const { elapsedMs } = await send(subject, deliveriesOf(subject, count), level);
			if (level === levels[0]) cpuMs = (cpuTimeMs(bench.pids) - cpuBefore) / count;
			perSecond[level] = (count / elapsedMs) * 1000;
		}
		const { durationsMs } = await send(subject, deliveriesOf(subject, plan.alone), 1);
		const [p50Ms, p95Ms] = [percentile(durationsMs, 0.5), percentile(durationsMs, 0.95)];
		return { perSecond, p50Ms, p95Ms, cpuMs };
	};
	const rounds: Round[] = [];
	for (let number = 1; number <= plan.rounds; number++) {
		say(`  Round ${number} of ${plan.rounds}`);
		const round: Partial<Round> = {};
		for (const subject of bench.subjects) {
			const figures = await turn(subject);
			round[subject.name] = figures;
			say(`    ${line(subject.name, figures)}`);
		}
		rounds.push(round as Round);
	}
	return rounds;
}

/** Sends deliveries, and waits for each until its rows are there where the answer comes before them. */
export async function sendWhole(
	{ adminUrl }: Pick<RunningBench, 'adminUrl'>,
	subject: Subject,
	deliveries: readonly Delivery[],
	atOnce: number,
	signal: AbortSignal,
): Promise<Load> {
	const { answersFirst, database } = subject;
	if (!answersFirst || !database) return await sendAll(subject, deliveries, atOnce, signal);
	const connection = await createConnection({ uri: adminUrl, database });
	try {
		const isDone = async (delivery: Delivery) => await untilProcessed(connection, delivery);
		return await sendAll(subject, deliveries, atOnce, signal, isDone);
	} finally {
		await connection.end();
	}
}

function line(name: string, { perSecond, p50Ms, p95Ms, cpuMs }: Figures): string {
	const rates = levels.map((level) => (perSecond[level]?.toFixed(1) ?? '').padStart(6)).join('');
	const alone = `p50 ${p50Ms.toFixed(0)} ms   p95 ${p95Ms.toFixed(0)} ms`;
	return `${name.padEnd(11)}${rates} requests/s   ${alone}   CPU ${cpuMs.toFixed(0)} ms`;
}
