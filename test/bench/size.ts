import { type Db, openDatabase } from '../../nodes/core/db/connection';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import { healthOf, listsOf } from '../../nodes/core/services/health';
import { claimUnfinished } from '../../nodes/core/services/retryEvents';
import { makeDeliveries } from './bookings';
import { makeLarge, makeSmall, queryOnce, scansOf, sizesLine } from './large';
import { table } from './results';
import { serve } from './services';
import type { RunningBench } from './startBench';
import { median } from './statistics';

/** Deliveries, one at a time, per round and database. */
const perRound = 40;

/** Something that is done with either database. */
interface Work {
	title: string;
	/** Times that it is done in a round. */
	times: number;
	run(db: Db, url: string): Promise<unknown>;
	/** The goal for the ratio of the medians. */
	atMost?: number;
}

/** Empty tables beside those of a large school after three years. */
export async function measureSize(
	{ adminUrl, secret }: Pick<RunningBench, 'adminUrl' | 'secret'>,
	rounds: number,
	say: (line: string) => void,
): Promise<string> {
	const empty = await makeSmall(adminUrl, 'bench_empty', secret);
	const large = await makeLarge(adminUrl, secret, say);
	const rows = [];
	for (const work of workOf(secret)) {
		const { empty: before, large: after, ratios } = await compare(work, { empty, large }, rounds);
		const ratio = median(ratios);
		const goal =
			work.atMost === undefined
				? ''
				: `≤ ${work.atMost}: ${ratio <= work.atMost ? 'met' : 'not met'}`;
		rows.push([
			work.title,
			before.toFixed(1),
			after.toFixed(1),
			`**${ratio.toFixed(2)}**`,
			ratios.map((one) => one.toFixed(2)).join(' '),
			goal,
			await scansOf(async (db) => await work.run(db, large), large),
		]);
		say(`    ${rows.at(-1)?.join('  ')}`);
	}
	const heads = [
		'what',
		'empty, ms',
		'large, ms',
		'ratio',
		'per round',
		'goal',
		'whole tables read',
	];
	return [
		...table(heads, rows),
		'',
		`Medians of ${rounds} rounds; ${perRound} deliveries per round, one at a time. Large: ${sizesLine}.`,
	].join('\n');
}

function workOf(secret: string): Work[] {
	const [delivery] = [() => makeDeliveries(1, secret)[0]];
	const query = (title: string, sql: string): Work => ({
		title,
		times: 1,
		run: async (_, url) => await queryOnce(url, sql),
	});
	return [
		{
			title: 'a delivery, services without n8n',
			times: perRound,
			atMost: 1.2,
			run: async (db) => {
				const one = delivery();
				if (one) await serve(db, one, secret);
			},
		},
		{
			title: 'a claim of unfinished events',
			times: 3,
			run: async (db) => await claimUnfinished(db, 50, new Date()),
		},
		{ title: 'Event: Health', times: 1, run: async (db) => await healthOf(db, 0) },
		{ title: '… with lists', times: 1, run: async (db) => await listsOf(db) },
		query(
			'recent webhooks',
			"SELECT * FROM webhook_events WHERE provider = 'cal.com' ORDER BY created_at DESC LIMIT 10",
		),
		query(
			'failed webhooks',
			"SELECT external_id, event_type, status, error_message, created_at FROM webhook_events WHERE provider = 'cal.com' AND status = 'failed' ORDER BY created_at DESC",
		),
		query('the view upcoming_level_checks', 'SELECT * FROM upcoming_level_checks'),
	];
}

/** Both in turn, round after round. Milliseconds for one; the first round warms up. */
async function compare(
	{ times, run }: Work,
	urls: { empty: string; large: string },
	rounds: number,
): Promise<{ empty: number; large: number; ratios: number[] }> {
	const all: Array<{ empty: number; large: number }> = [];
	const dbs = {
		empty: openDatabase(settingsFromUrl(urls.empty, 1)),
		large: openDatabase(settingsFromUrl(urls.large, 1)),
	};
	try {
		for (let round = 0; round <= rounds; round++) {
			const taken = { empty: 0, large: 0 };
			for (const which of ['empty', 'large'] as const) {
				const startedAt = performance.now();
				for (let n = 0; n < times; n++) await run(dbs[which], urls[which]);
				taken[which] = (performance.now() - startedAt) / times;
			}
			if (round > 0) all.push(taken);
		}
	} finally {
		await dbs.empty.destroy();
		await dbs.large.destroy();
	}
	return {
		empty: median(all.map(({ empty }) => empty)),
		large: median(all.map(({ large }) => large)),
		ratios: all.map(({ empty, large }) => large / empty),
	};
}
