import { setTimeout as wait } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';

import { BenchError } from './benchError';
import { makeDeliveries } from './bookings';
import { sendAll } from './load';
import type { RunningBench } from './startBench';
import { percentile } from './statistics';

/** How a backlog was processed. */
export interface Backlog {
	events: number;
	/** Events per second, from the first that was processed to the last. */
	perSecond: number;
	/** Single deliveries per second before, 8 at a time. */
	singlePerSecond: number;
	/** Of new deliveries meanwhile, one at a time, in milliseconds. */
	p50Ms: number;
	p95Ms: number;
}

const giveUpAfterMs = 10 * 60_000;
const pauseMs = 200;

/**
 * Makes that many events of "ours" due again, as a replay does, and waits until the poll has processed them, while
 * new deliveries come in.
 */
export async function measureBacklog(
	{ subjects, adminUrl, secret }: RunningBench,
	events: number,
	signal: AbortSignal,
): Promise<Backlog> {
	const ours = subjects.find(({ name }) => name === 'ours');
	if (!ours) throw new BenchError('The bench has no workflow of ours.');
	const connection = await createConnection({ uri: adminUrl, database: 'mtl', timezone: 'Z' });
	try {
		await connection.query("SET time_zone = '+00:00'");
		const query = async (sql: string, values: unknown[] = []) =>
			(await connection.query<RowDataPacket[]>(sql, values))[0];
		const { elapsedMs } = await sendAll(ours, makeDeliveries(events, secret), 8, signal);
		const [last] = await query('SELECT MAX(id) AS id FROM webhook_events');
		const ofBacklog = `id > ${Number(last?.['id']) - events} AND id <= ${Number(last?.['id'])}`;
		await connection.query(
			`UPDATE webhook_events SET status = 'failed', attempts = 0, processed_at = NULL,
				next_attempt_at = UTC_TIMESTAMP(3) WHERE ${ofBacklog}`,
		);
		const durationsMs: number[] = [];
		const deadline = Date.now() + giveUpAfterMs;
		const left = `SELECT COUNT(*) AS n, MIN(status) = 'failed' AND MAX(attempts) = 0 AS waiting
			FROM webhook_events WHERE ${ofBacklog} AND status <> 'processed'`;
		for (;;) {
			const [row] = await query(left);
			if (Number(row?.['n']) === 0) break;
			if (Date.now() > deadline) throw new BenchError('The backlog was not processed in time.');
			const begun = Number(row?.['waiting']) === 0;
			const load = begun ? await sendAll(ours, makeDeliveries(1, secret), 1, signal) : undefined;
			durationsMs.push(...(load?.durationsMs ?? []));
			await wait(pauseMs, undefined, { signal });
		}
		const [took] = await query(
			`SELECT TIMESTAMPDIFF(MICROSECOND, MIN(processed_at), MAX(processed_at)) / 1e6 AS seconds
				FROM webhook_events WHERE ${ofBacklog}`,
		);
		return {
			events,
			perSecond: events / Number(took?.['seconds']),
			singlePerSecond: (events / elapsedMs) * 1000,
			p50Ms: percentile(durationsMs, 0.5),
			p95Ms: percentile(durationsMs, 0.95),
		};
	} finally {
		await connection.end();
	}
}

/** The backlog beside the rate of single deliveries. */
export function backlogLine(backlog: Backlog): string {
	const { events, perSecond, singlePerSecond, p50Ms, p95Ms } = backlog;
	const ratio = (perSecond / singlePerSecond).toFixed(2);
	const rate = `${perSecond.toFixed(1)}/s, ${ratio} × single deliveries (goal: ≥ 2.5)`;
	const meanwhile = `new deliveries meanwhile, one at a time: p50 ${p50Ms.toFixed(0)} ms, p95 ${p95Ms.toFixed(0)} ms`;
	return `${events} events, by the poll: ${rate}; ${meanwhile}.`;
}
