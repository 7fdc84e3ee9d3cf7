import { setTimeout as wait } from 'node:timers/promises';
import { makeDeliveries } from './bookings';
import { cpuTimeMs } from './cpuTime';
import { sendAll } from './load';
import { requireRows } from './rows';
import type { RunningBench } from './startBench';
import { percentile } from './statistics';
import type { Subject, SubjectName } from './subjects';

/** How much is sent. */
export interface Plan {
	rounds: number;
	/** Per workflow and round, `atOnce` at a time. */
	requests: number;
	/** Per workflow and round, one at a time. */
	alone: number;
	/** Per workflow, before the first round; not measured. */
	warmUp: number;
	atOnce: number;
}

/** What one workflow did in one round. */
export interface Figures {
	/** Requests per second, `atOnce` at a time. */
	perSecond: number;
	/** One at a time, in milliseconds. */
	p50Ms: number;
	p95Ms: number;
	/** Processor time of n8n and the database for one request; NaN where it can't be known. */
	cpuMs: number;
}

export type Round = Record<SubjectName, Figures>;

/** n8n writes an execution down after it has answered: nobody pays for what the one before left. */
const settleMs = 700;

/**
 * Warms up, then measures all workflows in turn, round after round, on the same machine in the same
 * minutes. After each turn the rows in the database are counted. Throws BenchError when an answer or
 * a count is wrong.
 */
export async function measure(
	bench: RunningBench,
	plan: Plan,
	say: (line: string) => void,
	signal: AbortSignal,
): Promise<Round[]> {
	const sent = new Map<SubjectName, number>();
	const send = async (subject: Subject, count: number, atOnce: number) => {
		const load = await sendAll(subject, makeDeliveries(count, bench.secret), atOnce, signal);
		sent.set(subject.name, (sent.get(subject.name) ?? 0) + count);
		await requireRows(bench.adminUrl, subject, sent.get(subject.name) ?? 0);
		await wait(settleMs, undefined, { signal });
		return load;
	};
	say(`  Warm-up: ${plan.warmUp} bookings each`);
	for (const subject of bench.subjects) await send(subject, plan.warmUp, plan.atOnce);

	const rounds: Round[] = [];
	for (let number = 1; number <= plan.rounds; number++) {
		say(`  Round ${number} of ${plan.rounds}`);
		const round: Partial<Round> = {};
		for (const subject of bench.subjects) {
			const cpuBefore = cpuTimeMs(bench.pids);
			const together = await send(subject, plan.requests, plan.atOnce);
			const cpuMs = (cpuTimeMs(bench.pids) - cpuBefore) / plan.requests;
			const { durationsMs } = await send(subject, plan.alone, 1);
			const figures = {
				perSecond: (plan.requests / together.elapsedMs) * 1000,
				p50Ms: percentile(durationsMs, 0.5),
				p95Ms: percentile(durationsMs, 0.95),
				cpuMs,
			};
			round[subject.name] = figures;
			say(`    ${line(subject.name, figures)}`);
		}
		rounds.push(round as Round);
	}
	return rounds;
}

function line(name: string, { perSecond, p50Ms, p95Ms, cpuMs }: Figures): string {
	const cpu = `CPU ${cpuMs.toFixed(0)} ms`;
	const [rate, p50, p95] = [perSecond.toFixed(1), p50Ms.toFixed(0), p95Ms.toFixed(0)];
	return `${name.padEnd(10)}${rate.padStart(6)} requests/s   p50 ${p50} ms   p95 ${p95} ms   ${cpu}`;
}
