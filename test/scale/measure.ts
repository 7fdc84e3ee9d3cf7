import { makeDeliveries } from '../bench/bookings';
import { sendAll } from '../bench/load';
import { percentile } from '../bench/statistics';
import { type Cost, costOf, perEvent } from './cost';
import type { QueueStage } from './queueStage';

/** What a number of workers achieved. */
export interface Measured {
	workers: number;
	bookings: number;
	perSecond: number;
	p50Ms: number;
	p95Ms: number;
	/** Processor time per booking, in milliseconds, by part. */
	cost: Cost;
}

/** Sends new bookings over both webhook processors; every answer must be `processed`. */
export async function measure(
	stage: QueueStage,
	workers: number,
	bookings: number,
	atOnce: number,
): Promise<Measured> {
	const { signal } = new AbortController();
	const subject = {
		name: 'ours' as const,
		url: stage.webhookUrl,
		status: 200,
		answer: '"processed"',
	};
	await sendAll(subject, makeDeliveries(atOnce * 2, stage.secret), atOnce, signal);
	const before = costOf(stage);
	const deliveries = makeDeliveries(bookings, stage.secret);
	const { elapsedMs, durationsMs } = await sendAll(subject, deliveries, atOnce, signal);
	return {
		...{ workers, bookings },
		perSecond: (bookings * 1000) / elapsedMs,
		p50Ms: percentile(durationsMs, 0.5),
		p95Ms: percentile(durationsMs, 0.95),
		cost: perEvent(before, costOf(stage), bookings),
	};
}
