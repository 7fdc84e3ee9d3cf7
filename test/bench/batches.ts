import { type Db, openDatabase } from '../../nodes/core/db/connection';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import type { BookingEvent } from '../../nodes/core/domain/event';
import { sharesOf } from '../../nodes/MtlUnfinishedEvents/emit';
import { sideBySide } from '../../nodes/core/n8n/sideBySide';
import { applyEvent } from '../../nodes/core/services/applyEvent';
import { makeDeliveries } from './bookings';
import { table } from './results';
import { applySettings, makeTables, record } from './services';
import type { RunningBench } from './startBench';
import { median } from './statistics';

const widths = [1, 2, 5, 8, 10];
/** A busy line of the trigger has one shared execution at a time, a poll with 50 events three. */
const settings = [
	{ title: 'one batch, 5 connections', atOnce: 1, poolSize: 5 },
	{ title: 'one batch, 10 connections', atOnce: 1, poolSize: 10 },
	{ title: 'three batches, 5 connections', atOnce: 3, poolSize: 5 },
	{ title: 'three batches, 10 connections', atOnce: 3, poolSize: 10 },
];

/**
 * How many items of a batch run side by side: events per second without n8n, by the number of items, of batches at a
 * time, and of connections.
 */
export async function measureBatches(
	{ adminUrl, secret }: Pick<RunningBench, 'adminUrl' | 'secret'>,
	{ rounds, requests }: { rounds: number; requests: number },
	say: (line: string) => void,
): Promise<string> {
	const url = await makeTables(adminUrl, 'bench_batches');
	const pools = new Map(
		settings.map(({ poolSize }) => [poolSize, openDatabase(settingsFromUrl(url, poolSize))]),
	);
	const rates = new Map<string, number[]>();
	try {
		for (let round = 0; round <= rounds; round++) {
			for (const { title, atOnce, poolSize } of settings) {
				const db = pools.get(poolSize) as Db;
				for (const width of widths) {
					const events = await sideBySide(
						makeDeliveries(requests, secret),
						5,
						async (delivery) => await record(db, delivery, secret),
					);
					const rate = await rateOf(db, events, { atOnce, width });
					// The first round warms up.
					if (round > 0) listOf(rates, `${title} ${width}`).push(rate);
				}
			}
			say(`    Round ${round} of ${rounds}`);
		}
	} finally {
		for (const db of pools.values()) await db.destroy();
	}
	const rows = widths.map((width) => [
		String(width),
		...settings.map(({ title }) => median(listOf(rates, `${title} ${width}`)).toFixed(0)),
	]);
	return [
		...table(['events/s with items side by side', ...settings.map(({ title }) => title)], rows),
		'',
		`Medians of ${rounds} rounds of ${requests} recorded events, in the batches of a poll: lead, booking, timeline, finished.`,
	].join('\n');
}

function listOf(rates: Map<string, number[]>, key: string): number[] {
	const list = rates.get(key) ?? [];
	rates.set(key, list);
	return list;
}

async function rateOf(
	db: Db,
	events: readonly BookingEvent[],
	{ atOnce, width }: { atOnce: number; width: number },
): Promise<number> {
	const startedAt = performance.now();
	await sideBySide(sharesOf(events), atOnce, async (batch) =>
		sideBySide(batch, width, async (event) => await applyEvent(db, event, applySettings)),
	);
	return (events.length / (performance.now() - startedAt)) * 1000;
}
